package io.saleproof.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link ScaledShop} has counted so far: requests by its proxy, commands by Redis itself,
 * and by the instances' metrics those to the database and what their cache did. Instances that have
 * gone have taken their figures along, so differences are taken between moments with the same
 * instances.
 */
final class ShopFigures {

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Pattern CALLS = Pattern.compile("cmdstat_([a-z|]+):calls=([0-9]+),.*");
  private static final Pattern COMMAND = metric("mongodb_driver_commands_seconds_count", "command");
  private static final Pattern LOOKUP = metric("saleproof_cache_requests_total", "result");
  private static final Pattern POOL = Pattern.compile("mongodb_driver_pool_size\\{.*} (\\S+)");

  /**
   * @param proxy by HAProxy's names
   * @param redis calls by command
   * @param database commands by name
   * @param cache lookups by what answered
   * @param connections to the database, of an instance on the average
   */
  record Counted(
      Map<String, Double> proxy,
      Map<String, Double> redis,
      Map<String, Double> database,
      Map<String, Double> cache,
      double connections) {

    /** What came since. */
    Counted since(Counted before) {
      return new Counted(
          minus(proxy, before.proxy),
          minus(redis, before.redis),
          minus(database, before.database),
          minus(cache, before.cache),
          connections);
    }

    private static Map<String, Double> minus(Map<String, Double> now, Map<String, Double> before) {
      Map<String, Double> difference = new TreeMap<>();
      now.forEach((name, value) -> difference.put(name, value - before.getOrDefault(name, 0.0)));
      return difference;
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScaledShop shop;

  ShopFigures(ScaledShop shop) {
    this.shop = shop;
  }

  Counted counted() throws IOException {
    Map<String, Double> database = new TreeMap<>();
    Map<String, Double> cache = new TreeMap<>();
    double connections = 0;
    for (int port : shop.ports()) {
      String metrics = metrics(port);
      sum(COMMAND, metrics, database);
      sum(LOOKUP, metrics, cache);
      Matcher pool = POOL.matcher(metrics);
      while (pool.find()) {
        connections += Double.parseDouble(pool.group(1));
      }
    }
    return new Counted(
        shop.proxy().counted(), redis(), database, cache, connections / shop.ports().size());
  }

  private static Pattern metric(String name, String label) {
    return Pattern.compile(name + "\\{(?:.*,)?" + label + "=\"([^\"]*)\".*} (\\S+)");
  }

  private static void sum(Pattern metric, String metrics, Map<String, Double> figures) {
    Matcher found = metric.matcher(metrics);
    while (found.find()) {
      figures.merge(found.group(1), Double.parseDouble(found.group(2)), Double::sum);
    }
  }

  private String metrics(int port) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
            .timeout(ANSWER)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  private Map<String, Double> redis() throws IOException {
    Map<String, Double> calls = new TreeMap<>();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.redisPort())) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      socket
          .getOutputStream()
          .write("INFO commandstats\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(CALLS::matcher)
          .filter(Matcher::matches)
          .forEach(call -> calls.put(call.group(1), Double.valueOf(call.group(2))));
    }
    return calls;
  }
}
