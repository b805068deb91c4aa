package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.saleproof.http.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a master feeds secondaries, with a way to them that the test controls. */
class FollowersTest {

  private static final LogRecord MESSAGE = LogRecord.message(0, 1, 1, 1, new byte[3]);

  private final Map<String, Long> held = new ConcurrentHashMap<>();
  private final List<Batch> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean fenced;
  private volatile long newerTerm;
  private Followers followers = followers(LogGroup.QUICK);

  private Followers followers(LogTimes times) {
    return new Followers(new Source(), address -> new ControlledLink(), times);
  }

  @AfterEach
  void close() {
    followers.close();
  }

  /** A master with one message. */
  private final class Source implements Follower.Source {
    @Override
    public long durable() {
      return 1;
    }

    @Override
    public long committed() {
      return 0;
    }

    @Override
    public Batch batchAfter(long number) {
      return new Batch("log", 1, "process", 0, number == 0 ? List.of(MESSAGE) : List.of());
    }

    @Override
    public void holds(Follower follower, long number) {
      held.put(follower.member(), number);
    }

    @Override
    public void forget(Follower follower) {
      held.remove(follower.member());
    }

    @Override
    public void fencedBy(Link.NewerMaster newer) {
      fenced = true;
    }
  }

  private final class ControlledLink implements Link {
    @Override
    public long send(Batch batch) throws IOException {
      sent.add(batch);
      if (newerTerm > 0) {
        throw new NewerMaster(newerTerm);
      }
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("the secondary is away");
      }
      return 1;
    }

    @Override
    public void close() {}
  }

  private static Wire.Registration registration(String member, String address, long last) {
    return new Wire.Registration(member, address, "log", last, 0, 1);
  }

  @Test
  void triesUntilTheSecondaryHasTheMessage() {
    failures.set(30);
    followers.take(registration("a", "http://a:1", 0));
    await().until(() -> held.get("a") == 1);
    assertThat(sent).hasSizeGreaterThan(30);
    assertThat(sent).element(30).extracting(Batch::messages).isEqualTo(List.of(MESSAGE));
  }

  @Test
  void triesAtOnceWhenTheSecondaryIsThereAgain() {
    LogTimes patient =
        new LogTimes(
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(2));
    followers = followers(patient);
    failures.set(1);
    followers.take(registration("a", "http://a:1", 0));
    await().until(() -> sent.size() == 1);
    followers.take(registration("a", "http://a:1", 0));
    await().until(() -> held.get("a") == 1);
    assertThat(sent).hasSize(2);
  }

  @Test
  void goesOnTellingThatItIsThere() {
    followers.take(registration("a", "http://a:1", 1));
    await().until(() -> sent.size() >= 5);
    assertThat(sent).allMatch(batch -> batch.messages().isEmpty());
  }

  @Test
  void countsNothingOfAMemberWhosePlaceIsTaken() {
    followers.take(registration("a", "http://x:1", 1));
    followers.take(registration("b", "http://x:1", 0));
    await().until(() -> held.getOrDefault("b", 0L) == 1);
    assertThat(held).doesNotContainKey("a");
    assertThat(followers.all()).hasSize(1);
  }

  @Test
  void takesWhatAMemberHasLostAsLost() {
    failures.set(1_000_000);
    followers.take(registration("a", "http://x:1", 1));
    followers.take(registration("a", "http://x:1", 0));
    assertThat(held).containsEntry("a", 0L);
  }

  @Test
  void letsALostMemberGiveWayInAFullGroup() {
    failures.set(Integer.MAX_VALUE);
    int most = MasterSettings.MAX_GROUP - 1;
    for (int i = 0; i < most; i++) {
      followers.take(registration("m" + i, "http://m:" + (i + 1), 0));
    }
    assertThatThrownBy(() -> followers.take(registration("late", "http://late:1", 0)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("full");
    await().until(() -> followers.alive() == 0);
    followers.take(registration("late", "http://late:1", 0));
    assertThat(followers.all()).hasSize(most);
  }

  @Test
  void tellsItsMasterOfANewerOne() {
    newerTerm = 2;
    followers.take(registration("a", "http://a:1", 0));
    await().until(() -> fenced);
    assertThat(held).containsEntry("a", 0L);
  }
}
