package io.saleproof.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlainServerTest {

  /** What the service under test reads. */
  record Greeting(String name) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY = 1_000;
  private static final int MAX_URI = 500;

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean ready = true;
  private PlainServer server;

  @BeforeEach
  void start() {
    server =
        PlainServer.start(
            new ServerSettings(
                ServerSettings.LOOPBACK,
                0,
                MAX_URI,
                MAX_BODY,
                2L * MAX_BODY,
                3,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5)),
            PlainServer.meters(),
            () -> Map.of("store", ready),
            Set.of("/quiet"),
            this::addresses);
  }

  private void addresses(Routes routes) {
    routes
        .on(
            HttpMethod.POST,
            "/greetings",
            exchange -> exchange.answer(201, exchange.json(Greeting.class)))
        .on(
            HttpMethod.GET,
            "/greetings/:name",
            exchange ->
                exchange.answer(
                    200,
                    Map.of(
                        "name",
                        exchange.context().pathParam("name"),
                        "parameters",
                        exchange.parameters(Set.of("a", "b")))))
        .on(HttpMethod.GET, "/thread", PlainServerTest::tellThread)
        .quick(HttpMethod.GET, "/quick", PlainServerTest::tellThread)
        .on(
            HttpMethod.GET,
            "/refusal",
            exchange -> {
              throw Problem.invalid(FieldError.parameter("x", "is wrong")).asException();
            })
        .on(
            HttpMethod.GET,
            "/fault",
            exchange -> {
              throw new IOException("the secret of the house");
            })
        .on(
            HttpMethod.GET,
            "/slow",
            exchange -> {
              release.await();
              exchange.answer(204);
            });
  }

  private static void tellThread(Exchange exchange) {
    exchange.answer(200, Map.of("virtual", Thread.currentThread().isVirtual()));
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  @Test
  void readsAndWritesJson() throws Exception {
    HttpResponse<String> answer = post("/greetings", "{\"name\": \"Zoë 🎉\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).at("/name").asText()).isEqualTo("Zoë 🎉");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void namesTheWrongFieldOfABody() throws Exception {
    assertProblem(post("/greetings", "{\"nam\": 1}"), 400, "invalid-request");
    assertThat(json(post("/greetings", "{\"nam\": 1}")).at("/errors/0/pointer").asText())
        .isEqualTo("/nam");
    assertProblem(post("/greetings", "{\"name\": "), 400, "malformed-json");
    assertProblem(post("/greetings", ""), 400, "invalid-request");
    assertProblem(post("/greetings", "null"), 400, "invalid-request");
  }

  @Test
  void decodesPathsAndParameters() throws Exception {
    JsonNode answer = json(get("/greetings/a%2Fb%20%C3%AB?a=1%2B1&b=x+y"));
    assertThat(answer.at("/name").asText()).isEqualTo("a/b ë");
    assertThat(answer.at("/parameters/a").asText()).isEqualTo("1+1");
    assertThat(answer.at("/parameters/b").asText()).isEqualTo("x y");
  }

  @Test
  void refusesParametersThatItDoesNotKnow() throws Exception {
    HttpResponse<String> answer = get("/greetings/x?a=1&a=2&c=3");
    assertProblem(answer, 400, "invalid-request");
    assertThat(json(answer).at("/errors")).hasSize(2);
  }

  @Test
  void givesEveryAnswerTheIdOfItsRequest() throws Exception {
    assertThat(get("/quick").headers().firstValue("X-Request-Id")).isPresent();
    HttpResponse<String> named =
        client.send(
            request("/nowhere").header("X-Request-Id", "r-1").build(), BodyHandlers.ofString());
    assertThat(named.headers().firstValue("X-Request-Id")).hasValue("r-1");
    assertThat(json(named).at("/requestId").asText()).isEqualTo("r-1");
  }

  @Test
  void answersUnknownAddressesAndMethodsWithProblems() throws Exception {
    assertProblem(get("/nowhere"), 404, "not-found");
    HttpResponse<String> wrong =
        client.send(request("/greetings/x").DELETE().build(), BodyHandlers.ofString());
    assertProblem(wrong, 405, "method-not-allowed");
    assertThat(wrong.headers().firstValue("Allow")).hasValue("GET");
  }

  @Test
  void tellsRefusalsButNeverTheTextOfAFault() throws Exception {
    assertProblem(get("/refusal"), 400, "invalid-request");
    HttpResponse<String> fault = get("/fault");
    assertProblem(fault, 500, "internal-error");
    assertThat(fault.body()).doesNotContain("secret").doesNotContain("IOException");
  }

  @Test
  void boundsBodiesAndAddresses() throws Exception {
    assertProblem(post("/greetings", "x".repeat(MAX_BODY + 1)), 413, "body-too-large");
    assertProblem(get("/greetings/x?a=" + "x".repeat(MAX_URI)), 414, "uri-too-long");
  }

  @Test
  void refusesAddressesThatAreNone() throws Exception {
    assertThat(raw("GET /greetings/%FF HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /greetings/%zz HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void cutsOffABodyThatDoesNotArrive() throws Exception {
    assertThat(raw("POST /greetings HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")).isEmpty();
  }

  @Test
  void refusesOneRequestMoreThanItsBound() throws Exception {
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[3];
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    }
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(get("/quick").statusCode()).isEqualTo(503));
    assertProblem(get("/quick"), 503, "overloaded");
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    release.countDown();
    CompletableFuture.allOf(waiting).get(10, TimeUnit.SECONDS);
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(get("/quick").statusCode()).isEqualTo(200));
  }

  @Test
  void handlesOnVirtualThreadsUnlessToldThatItIsQuick() throws Exception {
    assertThat(json(get("/thread")).at("/virtual").asBoolean()).isTrue();
    assertThat(json(get("/quick")).at("/virtual").asBoolean()).isFalse();
  }

  @Test
  void tellsHealthAndFigures() throws Exception {
    assertThat(json(get("/q/health/ready")).at("/status").asText()).isEqualTo("UP");
    ready = false;
    assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
    assertThat(json(get("/q/health/ready")).at("/checks/0/name").asText()).isEqualTo("store");
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/q/health/started").statusCode()).isEqualTo(200);
    assertThat(get("/q/metrics").body())
        .contains("jvm_memory_used_bytes")
        .contains("http_server_requests_seconds_count{method=\"GET\"")
        .contains("uri=\"/q/health/ready\"");
  }

  @Test
  void letsRunningRequestsEndWhenItStops() throws Exception {
    CompletableFuture<HttpResponse<String>> running =
        client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(get("/q/metrics").statusCode()).isEqualTo(200));
    CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
    release.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    stop.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> get("/quick")).isInstanceOf(IOException.class);
  }

  @Test
  void saysThatItsPortIsTaken() {
    assertThatThrownBy(
            () ->
                PlainServer.start(
                    ServerSettings.at(ServerSettings.LOOPBACK, server.port()),
                    PlainServer.meters(),
                    Map::of,
                    Set.of(),
                    routes -> {}))
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith("HTTP_PORT: port " + server.port());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).at("/code").asText()).isEqualTo(code);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  /** Sends these bytes and reads until the server ends the connection or answers. */
  private String raw(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 400 ".length());
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }
}
