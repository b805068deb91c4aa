package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a client bears with a shop that is busy, broken or closed. */
class RequestsTest {

  private record Step(int status, String body, String... headers) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<String> seen = new ArrayList<>();
  private final HttpClient http = Requests.newHttpClient();
  private HttpServer server;
  private Requests requests;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    requests = new Requests(http, url, "secret");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Step step = steps.size() > 1 ? steps.removeFirst() : steps.getFirst();
    seen.add(
        "%s %s key=%s session=%s auth=%s body=%s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Session-Token"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    if (step.status() == 0) {
      exchange.close();
      return;
    }
    for (int i = 0; i < step.headers().length; i += 2) {
      exchange.getResponseHeaders().add(step.headers()[i], step.headers()[i + 1]);
    }
    byte[] body = step.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(step.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer place() {
    return requests.send("POST", "/v1/orders", "{\"a\": 1}", "Idempotency-Key", "k1");
  }

  @Test
  void sendsTheSameAgainUntilItIsAnswered() {
    steps.add(new Step(503, "{}", "Retry-After", "0"));
    steps.add(new Step(0, ""));
    steps.add(new Step(429, "{}", "Retry-After", "0"));
    steps.add(new Step(409, "{\"code\": \"request-in-progress\"}", "Retry-After", "0"));
    steps.add(new Step(201, "{\"id\": \"ö\"}", "Idempotency-Replayed", "true"));
    Answer answer = place();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("id").asText()).isEqualTo("ö");
    assertThat(answer.replayed()).isTrue();
    assertThat(answer.setbacks()).hasSize(4).contains("503", "429", "409 request-in-progress");
    assertThat(seen)
        .hasSize(5)
        .containsOnly("POST /v1/orders key=k1 session=null auth=Bearer secret body={\"a\": 1}");
  }

  @Test
  void takesARefusalForAnAnswer() {
    steps.add(new Step(409, "{\"code\": \"out-of-stock\"}"));
    assertThat(place().code()).isEqualTo("out-of-stock");
    assertThat(seen).hasSize(1);
  }

  @Test
  void givesUpAfterABoundedNumberOfTries() {
    steps.add(new Step(503, "{}", "Retry-After", "0"));
    assertThat(place().setbacks()).hasSize(Requests.MAX_TRIES - 1);
    assertThat(seen).hasSize(Requests.MAX_TRIES);
  }

  @Test
  void sendsBackTheNewestSessionOfItsOwn() {
    steps.add(new Step(200, "{}", "Session-Token", "s1"));
    steps.add(new Step(200, "{}", "Session-Token", "s2"));
    steps.add(new Step(200, "{}"));
    requests.get("/a");
    requests.get("/b");
    requests.get("/c");
    requests.another().get("/d");
    assertThat(seen)
        .extracting(line -> line.replaceAll(".*session=(\\S+).*", "$1"))
        .containsExactly("null", "s1", "s2", "null");
  }

  @Test
  void saysWhoMayDoThis() {
    steps.add(new Step(401, "{}"));
    assertThatThrownBy(this::place)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("wants a valid token");
  }

  @Test
  void saysThatNobodyAnswers() {
    server.stop(0);
    assertThatThrownBy(() -> requests.get("/"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is the shop running");
  }
}
