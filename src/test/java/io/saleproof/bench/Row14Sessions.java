package io.saleproof.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.saleproof.http.KeptConnection;
import io.saleproof.simulated.SimulatedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads of a profile over HTTP by a client that sends the token of the answer before, beside one
 * that sends none: what a session costs when nobody has to wait. Without a token the primary
 * answers, with one a replica that has what the token demands.
 *
 * <p>The database is the cluster of {@code TEST_MONGODB_URL}, else a simulated one in this process.
 */
final class Row14Sessions implements Row {

  static final String WITHOUT = "without a token";
  static final String WITH = "with the newest token";

  private static final int MEMBERS = 3;
  private static final String PATH = "/v1/customers/bench";

  @Override
  public int number() {
    return 14;
  }

  @Override
  public String title() {
    return "A profile read with an up-to-date token beside one without";
  }

  @Override
  public RowResult measure(BenchDatabase database, Bench.Settings settings) {
    String url = System.getenv("TEST_MONGODB_URL");
    if (url != null) {
      return measure(url, settings);
    }
    try (SimulatedCluster cluster = SimulatedCluster.start(MEMBERS, 1)) {
      return measure(cluster.url(), settings);
    }
  }

  private RowResult measure(String url, Bench.Settings settings) {
    String name = "bench_" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    try (MongoClient client = MongoClients.create(url)) {
      RowResult result = measure(url, name, settings);
      client.getDatabase(name).drop();
      return result;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowResult measure(String url, String name, Bench.Settings settings) throws IOException {
    Contestants contestants = new Contestants(settings.prefix());
    try (Served shop = contestants.shop(url, name, Map.of());
        KeptConnection connection = new KeptConnection(shop.port())) {
      Reader reader = new Reader(shop, connection, settings.units());
      reader.write();
      List<Series> series =
          Palindrome.ofServers(contestants::pin)
              .contestant(WITHOUT, () -> reader.read(false))
              .contestant(WITH, () -> reader.read(true))
              .run(settings.repetitions());
      double ratio = series.getFirst().median() / series.getLast().median();
      return new RowResult(
          number(),
          title(),
          "reads/s at the median latency",
          series,
          List.of(new Target("p50 with the newest token / without", ratio, 1.1, true)));
    }
  }

  /** One client; the token of each answer is the next request's, if it sends any. */
  private static final class Reader {

    private final Served shop;
    private final KeptConnection connection;
    private final int count;
    private String token = "";

    Reader(Served shop, KeptConnection connection, int count) {
      this.shop = shop;
      this.connection = connection;
      this.count = count;
    }

    void write() throws IOException {
      token =
          ask(
              "PUT",
              Map.of("Content-Type", "application/json", "If-None-Match", "*"),
              "{\"name\":\"Ada\"}",
              201);
    }

    /** The token that came with the answer, which must be of this status. */
    private String ask(String method, Map<String, String> headers, String body, int expected)
        throws IOException {
      KeptConnection.Reply reply = connection.ask(method, PATH, headers, body);
      if (reply.status() != expected) {
        throw new IOException(method + " " + PATH + ": " + reply);
      }
      return reply.header("session-token");
    }

    Sample read(boolean withToken) {
      double[] nanos = new double[count];
      long cpu = shop.cpuTime().toNanos();
      try {
        for (int i = 0; i < count; i++) {
          Map<String, String> headers = withToken ? Map.of("Session-Token", token) : Map.of();
          long begun = System.nanoTime();
          token = ask("GET", headers, "", 200);
          nanos[i] = System.nanoTime() - begun;
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      Arrays.sort(nanos);
      double cpuMicros = (shop.cpuTime().toNanos() - cpu) / 1e3 / count;
      return new Sample(1e9 / nanos[count / 2], cpuMicros);
    }
  }
}
