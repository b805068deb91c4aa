package io.saleproof.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A Consul's agent as far as an instance of the shop talks to it, over HTTP. It asks the services'
 * checks whenever somebody asks who is ready.
 */
final class FakeConsul implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CHECK_BOUND = Duration.ofSeconds(5);

  private final HttpServer server;
  private final HttpClient checks = HttpClient.newHttpClient();
  private final Map<String, JsonNode> services = new ConcurrentSkipListMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile Runnable beforeDeregister = () -> {};
  private volatile boolean silent;

  private FakeConsul(HttpServer server) {
    this.server = server;
  }

  static FakeConsul start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FakeConsul consul = new FakeConsul(server);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", consul::answer);
      server.start();
      return consul;
    } catch (IOException unstartable) {
      throw new UncheckedIOException(unstartable);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What was registered and not taken back, as it was sent, by id. */
  Map<String, JsonNode> services() {
    return Map.copyOf(services);
  }

  /** Method and path of all that was asked, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** Lists a service of somebody else. */
  void list(String registration) throws IOException {
    JsonNode service = JSON.readTree(registration);
    services.put(service.get("ID").asText(), service);
  }

  /** As if it had been started anew on an empty folder. */
  void forget() {
    services.clear();
  }

  /** Whether it takes calls and never answers. */
  void beSilent(boolean silent) {
    this.silent = silent;
  }

  /** Done each time before an instance is taken off the list. */
  void beforeDeregister(Runnable done) {
    beforeDeregister = done;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    calls.add(exchange.getRequestMethod() + " " + path);
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (silent) {
      return;
    }
    try (exchange) {
      if (path.equals("/v1/agent/services")) {
        send(exchange, 200, agentServices());
      } else if (path.equals("/v1/agent/service/register")) {
        list(new String(body, StandardCharsets.UTF_8));
        send(exchange, 200, null);
      } else if (path.startsWith("/v1/agent/service/deregister/")) {
        beforeDeregister.run();
        String id = path.substring(path.lastIndexOf('/') + 1);
        send(exchange, services.remove(id) == null ? 404 : 200, null);
      } else if (path.equals("/v1/health/service/saleproof")) {
        send(exchange, 200, askedServices());
      } else {
        send(exchange, 405, null);
      }
    }
  }

  private ObjectNode agentServices() {
    ObjectNode all = JSON.createObjectNode();
    services.forEach((id, service) -> all.set(id, agentService(service)));
    return all;
  }

  private static ObjectNode agentService(JsonNode service) {
    ObjectNode shown = JSON.createObjectNode();
    shown.set("ID", service.get("ID"));
    shown.set("Service", service.get("Name"));
    shown.putArray("Tags");
    shown.set("Meta", service.path("Meta").isMissingNode() ? null : service.get("Meta"));
    shown.set("Port", service.get("Port"));
    shown.set("Address", service.get("Address"));
    return shown;
  }

  private ArrayNode askedServices() {
    ArrayNode all = JSON.createArrayNode();
    for (JsonNode service : services.values()) {
      ObjectNode entry = all.addObject();
      entry.putObject("Node").put("Node", "agent").put("Address", "127.0.0.1");
      entry.set("Service", agentService(service));
      boolean passes = passes(service.path("Check").path("HTTP").asText());
      entry.putArray("Checks").addObject().put("Status", passes ? "passing" : "critical");
    }
    return all;
  }

  private boolean passes(String check) {
    if (check.isEmpty()) {
      return true;
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(check)).timeout(CHECK_BOUND).build();
      return checks.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException refused) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.getResponseHeaders().add("X-Consul-Index", "1");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    checks.close();
  }
}
