package io.saleproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WriteConcernsTest {

  private final List<LogRecord> messages = new ArrayList<>();
  private final WriteConcerns concerns =
      new WriteConcerns(
          (from, upTo, count) ->
              messages.subList((int) from - 1, (int) Math.min(upTo, from - 1 + count)),
          0,
          0);

  private void append(int w) {
    messages.add(
        LogRecord.message(0, messages.size() + 1, 1, w, ("m" + messages.size()).getBytes(UTF_8)));
    concerns.durable(messages.size());
  }

  @Test
  void countsTheMasterAsOne() {
    append(1);
    assertThat(concerns.await(1, 1)).isDone();
    assertThat(concerns.committed()).isEqualTo(1);
  }

  @Test
  void waitsUntilSoManyMembersHoldTheMessage() {
    append(3);
    CompletableFuture<Void> third = concerns.await(1, 3);
    concerns.held("a", 1);
    assertThat(third).isNotDone();
    concerns.held("a", 1);
    assertThat(third).as("one member is one, however often it says so").isNotDone();
    concerns.held("b", 1);
    assertThat(third).isDone();
    assertThat(concerns.holders(1)).isEqualTo(3);
  }

  @Test
  void answersLaterMessagesWhileAnEarlierOneWaits() {
    append(1);
    append(3);
    append(2);
    concerns.held("a", 3);
    assertThat(concerns.await(3, 2)).isDone();
    assertThat(concerns.await(2, 3)).isNotDone();
    assertThat(concerns.committed()).as("nothing behind it is shown").isEqualTo(1);
    concerns.held("b", 2);
    assertThat(concerns.committed()).isEqualTo(3);
  }

  @Test
  void doesNotCountWhatAMemberHasLost() {
    append(2);
    append(2);
    concerns.held("a", 2);
    concerns.held("a", 1);
    append(2);
    assertThat(concerns.await(2, 2)).isNotDone();
    assertThat(concerns.committed()).as("what was met stays met").isEqualTo(2);
  }

  @Test
  void doesNotCountAReplacedMember() {
    append(2);
    concerns.held("a", 1);
    concerns.forget("a");
    assertThat(concerns.holders(1)).isEqualTo(1);
    assertThat(concerns.await(1, 2)).isNotDone();
  }

  @Test
  void forgetsWhoStoppedWaiting() {
    append(2);
    CompletableFuture<Void> met = concerns.await(1, 2);
    assertThat(concerns.waitingClients()).isEqualTo(1);
    met.cancel(false);
    assertThat(concerns.waitingClients()).isZero();
  }

  @Test
  void agreesWithCountingByHand() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 200; round++) {
      messages.clear();
      WriteConcerns tested =
          new WriteConcerns(
              (from, upTo, count) ->
                  messages.subList((int) from - 1, (int) Math.min(upTo, from - 1 + count)),
              0,
              0);
      Map<String, Long> held = new HashMap<>();
      long committed = 0;
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(3) > 0) {
          messages.add(
              LogRecord.message(0, messages.size() + 1, 1, 1 + random.nextInt(4), new byte[0]));
          tested.durable(messages.size());
        } else if (!messages.isEmpty()) {
          String member = "member" + random.nextInt(4);
          long number = random.nextInt(messages.size() + 1);
          held.put(member, number);
          tested.held(member, number);
        }
        while (committed < messages.size()
            && holders(held, committed + 1) >= messages.get((int) committed).w()) {
          committed++;
        }
        assertThat(tested.committed()).isEqualTo(committed);
        for (long number = 1; number <= messages.size(); number++) {
          assertThat(tested.holders(number)).isEqualTo(holders(held, number));
        }
      }
    }
  }

  private static int holders(Map<String, Long> held, long number) {
    return 1 + (int) held.values().stream().filter(position -> position >= number).count();
  }
}
