package io.saleproof.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Loads the demo shop over HTTP, as an administrator would, with what is in demand in stock. */
final class DemoFill {

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration IMPORT = Duration.ofMinutes(5);
  private static final int SIDE_BY_SIDE = 16;
  private static final int CREATED = 201;

  /** What is ordered most; visitors want the first hundred of those, as far as they are there. */
  private static final int IN_STOCK = 300;

  private final HttpClient http;
  private final String url;
  private final String admin;

  /**
   * @param admin an administrator's token
   */
  DemoFill(HttpClient http, String url, String admin) {
    this.http = http;
    this.url = url;
    this.admin = admin;
  }

  /** Products, opening stock, past orders, in the order that a shop comes about. */
  void fill(Path demo) throws Exception {
    upload(demo.resolve("products.ndjson.gz"), "products", "application/x-ndjson");
    try (ExecutorService clients = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      List<Future<?>> sent = new ArrayList<>();
      for (HttpRequest movement : movements(demo)) {
        sent.add(clients.submit(() -> send(movement)));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
    upload(demo.resolve("orders.csv.gz"), "orders", "text/csv");
  }

  private void upload(Path file, String what, String type) throws Exception {
    HttpRequest request =
        to("/v1/" + what + "/import")
            .header("Content-Type", type)
            .header("Content-Encoding", "gzip")
            .timeout(IMPORT)
            .POST(BodyPublishers.ofFile(file))
            .build();
    String said = http.send(request, HttpResponse.BodyHandlers.ofString()).body().strip();
    String last = said.substring(said.lastIndexOf('\n') + 1);
    if (!last.contains("\"type\":\"summary\"")) {
      throw new IllegalStateException("the import of " + what + " was refused: " + last);
    }
  }

  private List<HttpRequest> movements(Path demo) throws IOException {
    Set<String> inDemand = inDemand(demo.resolve("orders.csv.gz"));
    return fields(demo.resolve("stock.csv.gz"))
        .filter(fields -> inDemand.contains(fields[0]) && Integer.parseInt(fields[1].strip()) > 0)
        .map(fields -> movement(fields[0], fields[1].strip()))
        .toList();
  }

  private static Set<String> inDemand(Path orders) throws IOException {
    Map<String, Long> lines =
        fields(orders).collect(Collectors.groupingBy(fields -> fields[1], Collectors.counting()));
    return lines.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(IN_STOCK)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Of each line but the first; what is asked for here stands before any text in quotes. */
  private static Stream<String[]> fields(Path file) throws IOException {
    try (InputStream plain = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1));
    }
  }

  private HttpRequest movement(String sku, String quantity) {
    String body =
        """
        {"id": "opening-%s", "type": "receive", "quantity": %s, "expectedVersion": null, \
        "reason": "opening stock"}
        """
            .formatted(sku, quantity);
    return to("/v1/stock/" + sku + "/movements")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", "opening-" + sku)
        .timeout(ANSWER)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private Void send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != CREATED) {
      throw new IllegalStateException(request.uri() + ": " + answer.body());
    }
    return null;
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + admin);
  }
}
