package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The master's contract with clients, over HTTP. */
class MasterTest {

  private LogGroup group = LogGroup.open();

  private void restartGroup(MasterSettings settings) {
    group.close();
    group = new LogGroup(settings);
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static HttpResponse<String> done(CompletableFuture<HttpResponse<String>> answer)
      throws Exception {
    return answer.get(15, TimeUnit.SECONDS);
  }

  private JsonNode json(LogGroup.Member member, String path) throws Exception {
    return LogGroup.JSON.readTree(group.get(member, path).body());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(LogGroup.JSON.readTree(answer.body()).path("code").asText()).isEqualTo(code);
  }

  @Test
  void namesEveryWrongFieldOfAnAppend() throws Exception {
    HttpResponse<String> answer = done(group.append(Map.of("w", 0, "timeout", "soon")));
    assertProblem(answer, 400, "invalid-request");
    List<String> pointers = new ArrayList<>();
    LogGroup.JSON
        .readTree(answer.body())
        .path("errors")
        .forEach(error -> pointers.add(error.path("pointer").asText()));
    assertThat(pointers).containsExactly("/message", "/w", "/timeout");
    assertProblem(done(group.append(Map.of("message", 5))), 400, "invalid-request");
    assertProblem(done(group.append(Map.of("message", "a", "W", 2))), 400, "invalid-request");
    String large = "x".repeat(LogRecord.MAX_PAYLOAD_BYTES + 1);
    assertProblem(done(group.append(Map.of("message", large))), 400, "invalid-request");
    assertThat(group.shown(group.master())).isEmpty();
  }

  @Test
  void keepsLargeMessagesAndAnyUnicode() throws Exception {
    String large = "é".repeat(LogRecord.MAX_PAYLOAD_BYTES / 2);
    HttpResponse<String> answer = done(group.append(large, 1));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(LogGroup.JSON.readTree(answer.body()).path("message").asText()).isEqualTo(large);
    done(group.append("\u0000 🎉 \"\\\n", 1));
    assertThat(group.shown(group.master())).containsExactly(large, "\u0000 🎉 \"\\\n");
  }

  @Test
  void refusesAConcernThatTheGroupCanNeverMeet() throws Exception {
    restartGroup(new MasterSettings(OptionalInt.of(3), false));
    HttpResponse<String> answer = done(group.append("a", 4));
    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.body()).contains("must be 1 to 3");
    assertThat(group.shown(group.master())).isEmpty();
  }

  @Test
  void tellsALateClientTheNumberAndWhereToAsk() throws Exception {
    HttpResponse<String> late =
        done(group.append(Map.of("message", "a", "w", 2, "timeout", "100ms")));
    assertProblem(late, 504, "concern-not-met");
    JsonNode problem = LogGroup.JSON.readTree(late.body());
    assertThat(problem.path("number").asLong()).isEqualTo(1);
    String location = problem.path("location").asText();
    JsonNode before = json(group.master(), location);
    assertThat(before.path("holders").asInt()).isEqualTo(1);
    assertThat(before.path("met").asBoolean()).isFalse();
    group.join();
    await().until(() -> json(group.master(), location).path("met").asBoolean());
  }

  @Test
  void pagesThroughTheLog() throws Exception {
    for (int i = 1; i <= 5; i++) {
      done(group.append("m" + i, 1));
    }
    JsonNode first = json(group.master(), "/log/messages?limit=2");
    assertThat(first.path("messages")).hasSize(2);
    assertThat(first.path("next").asLong()).isEqualTo(2);
    JsonNode last = json(group.master(), "/log/messages?after=3&limit=2");
    assertThat(last.at("/messages/0/message").asText()).isEqualTo("m4");
    assertThat(last.has("next")).isTrue();
    assertThat(last.path("next").isNull()).isTrue();
    assertThat(json(group.master(), "/log/messages?after=99").path("messages")).isEmpty();
    for (String wrong : List.of("after=-1", "limit=0", "limit=10001", "after=x", "page=1")) {
      assertProblem(group.get(group.master(), "/log/messages?" + wrong), 400, "invalid-request");
    }
    assertProblem(group.get(group.master(), "/log/messages/6"), 404, "not-found");
    assertProblem(group.get(group.master(), "/log/messages/x"), 404, "not-found");
  }

  @Test
  void keepsNumbersContentsAndUnmetWaitsOverARestart() throws Exception {
    LogGroup.Member first = group.join();
    done(group.append("a", 2));
    done(group.append(Map.of("message", "b", "w", 3, "timeout", "50ms")));
    done(group.append("c", 1));
    group.master().kill(new SplittableRandom(1));
    group.master().start();
    assertThat(group.shown(group.master())).containsExactly("a", "b", "c");
    HttpResponse<String> next = done(group.append("d", 1));
    assertThat(LogGroup.JSON.readTree(next.body()).path("number").asLong()).isEqualTo(4);
    await().until(() -> first.disk.onDisk().last() == 4);
    assertThat(group.shown(first)).as("b's concern is still unmet").containsExactly("a");
    group.join();
    await().untilAsserted(() -> assertThat(group.shown(first)).hasSize(4));
  }

  @Test
  void tellsClientsThatWaitTheirNumberWhenItStops() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = group.append("a", 2);
    await().until(() -> metrics().contains("log_waiting 1.0"));
    group.master().stop();
    HttpResponse<String> told = done(waiting);
    assertProblem(told, 504, "concern-not-met");
    assertThat(LogGroup.JSON.readTree(told.body()).path("number").asLong()).isEqualTo(1);
    group.master().disk = new SimulatedDisk(group.master().disk.durableBytes());
    group.master().start();
    assertThat(group.shown(group.master())).containsExactly("a");
  }

  @Test
  void blocksNobodyWithAClientThatWaits() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      waiting.add(group.append("w" + i, 3));
    }
    await().until(() -> group.master().service.master().shown() == 300);
    for (int i = 0; i < 20; i++) {
      assertThat(done(group.append("free" + i, 1)).statusCode()).isEqualTo(201);
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    group.join();
    group.join();
    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertThat(done(one).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void forgetsAClientThatIsGoneBeforeItsMessageIsStored() throws Exception {
    group.master().freeze();
    try (Socket client = new Socket("127.0.0.1", group.master().port)) {
      client.getOutputStream().write(blocked());
    }
    await().until(() -> metrics().contains("http_server_requests_seconds_count{method=\"POST\""));
    group.master().thaw();
    await().until(() -> group.master().service.master().shown() == 1);
    await().during(Duration.ofMillis(500)).until(() -> metrics().contains("log_waiting 0.0"));
  }

  @Test
  void forgetsAClientThatIsGone() throws Exception {
    try (Socket client = new Socket("127.0.0.1", group.master().port)) {
      client.getOutputStream().write(blocked());
      await().until(() -> metrics().contains("log_waiting 1.0"));
    }
    await().until(() -> metrics().contains("log_waiting 0.0"));
  }

  /** An append that more members are asked for than there are. */
  private static byte[] blocked() {
    return ("POST /log/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\n\r\n"
            + "{\"message\":\"a\", \"w\": 9}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String metrics() throws Exception {
    return group.get(group.master(), "/q/metrics").body();
  }

  @Test
  void tellsHowFarEachMemberIs() throws Exception {
    LogGroup.Member second = group.join();
    done(group.append("a", 2));
    JsonNode healthy = json(group.master(), "/log/members");
    assertThat(healthy.at("/members/0/health").asText()).isEqualTo("healthy");
    assertThat(healthy.at("/members/0/behind").asLong()).isZero();
    assertThat(healthy.at("/members/0/address").asText())
        .isEqualTo("http://127.0.0.1:" + second.port);
    second.stop();
    done(group.append("b", 1));
    awaitHealth("suspected");
    awaitHealth("lost");
    assertThat(json(group.master(), "/log/members").at("/members/0/behind").asLong()).isEqualTo(1);
    second.disk = new SimulatedDisk(second.disk.durableBytes());
    second.start();
    awaitHealth("healthy");
  }

  private void awaitHealth(String health) {
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                json(group.master(), "/log/members")
                    .at("/members/0/health")
                    .asText()
                    .equals(health));
  }

  @Test
  void refusesAppendsWithoutAMajorityAndGoesOnReading() throws Exception {
    restartGroup(new MasterSettings(OptionalInt.of(3), true));
    assertProblem(done(group.append("a", 1)), 503, "no-majority");
    LogGroup.Member second = group.join();
    await().untilAsserted(() -> assertThat(done(group.append("b", 1)).statusCode()).isEqualTo(201));
    second.stop();
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertProblem(done(group.append("c", 1)), 503, "no-majority"));
    assertThat(group.shown(group.master())).contains("b");
    assertThat(group.get(group.master(), "/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(json(group.master(), "/log/members").at("/master/takesAppends").asBoolean())
        .isFalse();
  }

  @Test
  void refusesAppendsWhileItsDiskIsFullAndGoesOnByItself() throws Exception {
    LogGroup.Member second = group.join();
    done(group.append("a", 2));
    group.master().disk.fillUpTo(100);
    assertProblem(done(group.append("b".repeat(500), 1)), 503, "overloaded");
    assertThat(group.get(group.master(), "/q/health/ready").statusCode()).isEqualTo(503);
    assertThat(group.shown(group.master())).containsExactly("a");
    group.master().disk.makeRoom();
    await().until(() -> group.get(group.master(), "/q/health/ready").statusCode(), is -> is == 200);
    HttpResponse<String> next = done(group.append("c", 2));
    assertThat(LogGroup.JSON.readTree(next.body()).path("number").asLong()).isEqualTo(2);
    await().untilAsserted(() -> assertThat(group.shown(second)).containsExactly("a", "c"));
  }

  @Test
  void feedsASecondaryAgainWhoseDiskWasFull() throws Exception {
    LogGroup.Member second = group.join();
    done(group.append("a", 2));
    second.disk.fillUpTo(100);
    HttpResponse<String> late =
        done(group.append(Map.of("message", "b".repeat(500), "w", 2, "timeout", "300ms")));
    assertProblem(late, 504, "concern-not-met");
    assertThat(second.disk.onDisk().last()).isEqualTo(1);
    assertThat(group.get(second, "/q/health/ready").statusCode()).isEqualTo(503);
    second.disk.makeRoom();
    await().untilAsserted(() -> assertThat(group.shown(second)).hasSize(2));
    assertThat(group.get(second, "/q/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesRegistrationsThatLeadNowhere() throws Exception {
    String registration =
        "{\"member\":\"00000000-0000-0000-0000-000000000000\",\"address\":\"%s\",\"last\":0,\"checksum\":0,\"term\":0}";
    for (String address :
        List.of("ftp://h:1", "http://h", "http://h:99999", "http://h:1?q", "http://u@h:1", "h:1")) {
      HttpResponse<String> refused =
          group.send(
              LogGroup.request(group.master(), "/log/members")
                  .POST(BodyPublishers.ofString(registration.formatted(address)))
                  .build());
      assertProblem(refused, 400, "invalid-request");
      assertThat(refused.body()).contains("\"/address\"");
    }
  }

  @Test
  void givesAWipedSecondaryEverythingAgain() throws Exception {
    LogGroup.Member second = group.join();
    done(group.append("a", 2));
    done(group.append("b", 2));
    second.stop();
    second.disk = new SimulatedDisk();
    second.start();
    await().untilAsserted(() -> assertThat(group.shown(second)).containsExactly("a", "b"));
    assertThat(json(group.master(), "/log/members").path("members"))
        .as("one address is one member")
        .hasSize(1);
  }

  @Test
  void takesNoSecondaryOfAnotherLog() throws Exception {
    LogGroup.Member second = group.join();
    done(group.append("a", 2));
    try (LogGroup other = LogGroup.open()) {
      done(other.append("z", 1));
      LogGroup.Member stray = other.join();
      await().untilAsserted(() -> assertThat(other.shown(stray)).containsExactly("z"));
      String registration =
          LogGroup.JSON.writeValueAsString(
              ((LogGroup.SecondaryMember) stray)
                  .service
                  .secondary()
                  .registration("http://127.0.0.1:" + stray.port));
      HttpResponse<String> refused =
          group.send(
              LogGroup.request(group.master(), "/log/members")
                  .POST(BodyPublishers.ofString(registration))
                  .build());
      assertProblem(refused, 409, "conflict");
    }
    assertThat(group.shown(second)).containsExactly("a");
  }

  @Test
  void takesNoSecondaryThatIsAhead() throws Exception {
    LogGroup.SecondaryMember second = group.join();
    done(group.append("a", 2));
    SimulatedDisk old = new SimulatedDisk(group.master().disk.durableBytes());
    done(group.append("b", 2));
    group.master().stop();
    group.master().disk = old;
    group.master().start();
    done(group.append("c", 1));
    await().during(Duration.ofSeconds(1)).until(() -> second.disk.onDisk().last() == 2);
    assertThat(second.disk.onDisk().get(2).text()).isEqualTo("b");
  }

  @Test
  void isFencedByAMasterThatCameAfterIt() throws Exception {
    LogGroup.SecondaryMember second = group.join();
    done(group.append("a", 2));
    LogGroup.MasterMember first = group.master();
    LogGroup.MasterMember newer = group.newerMaster();
    second.stop();
    second.disk = new SimulatedDisk(second.disk.durableBytes());
    second.startWith(newer);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertProblem(done(group.append("b", 1)), 503, "another-master"));
    assertThat(group.get(first, "/q/health/ready").statusCode()).isEqualTo(503);
    newer.stop();
  }
}
