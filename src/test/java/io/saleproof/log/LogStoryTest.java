package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The log's behaviour in twelve steps; scripts/demo-log.sh plays the same on real processes. */
class LogStoryTest {

  @Test
  void playsTheTwelveSteps() throws Exception {
    try (LogGroup group = LogGroup.open()) {
      LogGroup.Member first = group.join();
      assertCreated(group.append("Msg1", 1), 1);
      assertCreated(group.append("Msg2", 2), 2);
      CompletableFuture<HttpResponse<String>> third = group.append("Msg3", 3);
      awaitShown(group, group.master(), "Msg1", "Msg2", "Msg3");
      awaitShown(group, first, "Msg1", "Msg2");
      assertCreated(group.append("Msg4", 1), 4);
      awaitShown(group, group.master(), "Msg1", "Msg2", "Msg3", "Msg4");
      await().until(() -> first.disk.onDisk().last() == 4);
      assertThat(group.shown(first)).containsExactly("Msg1", "Msg2");
      assertThat(third).isNotDone();
      LogGroup.Member second = group.join();
      assertCreated(third, 3);
      awaitShown(group, first, "Msg1", "Msg2", "Msg3", "Msg4");
      awaitShown(group, second, "Msg1", "Msg2", "Msg3", "Msg4");
    }
  }

  private static void assertCreated(CompletableFuture<HttpResponse<String>> append, long number)
      throws Exception {
    HttpResponse<String> answer = append.get(10, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(LogGroup.JSON.readTree(answer.body()).path("number").asLong()).isEqualTo(number);
    assertThat(answer.headers().firstValue("Location")).hasValue("/log/messages/" + number);
  }

  private static void awaitShown(LogGroup group, LogGroup.Member member, String... messages) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(group.shown(member)).containsExactly(messages));
  }
}
