package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's behaviour in twelve steps, over processes; scripts/demo-log.sh plays the same. */
class LogStoryTest {

  private static final List<String> PROGRAM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-Xmx128m",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
          "-cp",
          System.getProperty("java.class.path"),
          "io.saleproof.Main");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ProcessMember> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(ProcessMember::kill);
    http.shutdownNow();
  }

  private ProcessMember start(String name, Map<String, String> variables) throws Exception {
    ProcessMember member = new ProcessMember(http, PROGRAM, folder.resolve(name));
    member.variables.putAll(variables);
    processes.add(member);
    member.start();
    return member;
  }

  private ProcessMember join(String name, ProcessMember master) throws Exception {
    return start(
        name, Map.of("SALEPROOF_ROLE", "log-secondary", "LOG_MASTER_URL", master.address()));
  }

  @Test
  void playsTheTwelveSteps() throws Exception {
    ProcessMember master = start("master", Map.of("SALEPROOF_ROLE", "log-master"));
    ProcessMember first = join("S1", master);
    assertCreated(append(master, "Msg1", 1), 1);
    assertCreated(append(master, "Msg2", 2), 2);
    CompletableFuture<HttpResponse<String>> third = append(master, "Msg3", 3);
    awaitShown(master, "Msg1", "Msg2", "Msg3");
    awaitShown(first, "Msg1", "Msg2");
    assertCreated(append(master, "Msg4", 1), 4);
    awaitShown(master, "Msg1", "Msg2", "Msg3", "Msg4");
    await().until(() -> first.onDisk().last() == 4);
    assertThat(shown(first)).containsExactly("Msg1", "Msg2");
    assertThat(third).isNotDone();
    ProcessMember second = join("S2", master);
    assertCreated(third, 3);
    awaitShown(first, "Msg1", "Msg2", "Msg3", "Msg4");
    awaitShown(second, "Msg1", "Msg2", "Msg3", "Msg4");
    assertThat(first.onDisk().all()).isEqualTo(master.onDisk().all());
    assertThat(second.onDisk().all()).isEqualTo(master.onDisk().all());
  }

  private CompletableFuture<HttpResponse<String>> append(
      ProcessMember master, String message, int w) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(master.address() + MessageAddresses.MESSAGES))
            .POST(BodyPublishers.ofString("{\"message\":\"" + message + "\",\"w\":" + w + "}"))
            .build(),
        BodyHandlers.ofString());
  }

  private static void assertCreated(CompletableFuture<HttpResponse<String>> append, long number)
      throws Exception {
    HttpResponse<String> answer = append.get(30, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(Wire.JSON.readTree(answer.body()).path("number").asLong()).isEqualTo(number);
    assertThat(answer.headers().firstValue("Location")).hasValue("/log/messages/" + number);
  }

  private static void awaitShown(ProcessMember member, String... messages) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(shown(member)).containsExactly(messages));
  }

  private static List<String> shown(ProcessMember member) throws IOException, InterruptedException {
    List<String> texts = new ArrayList<>();
    String page = member.get(MessageAddresses.MESSAGES).body();
    for (JsonNode message : Wire.JSON.readTree(page).path("messages")) {
      texts.add(message.path("message").asText());
    }
    return texts;
  }
}
