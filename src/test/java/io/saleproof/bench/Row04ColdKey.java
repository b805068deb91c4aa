package io.saleproof.bench;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import io.saleproof.simulated.ReadsRelay;
import io.saleproof.store.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * 500 clients that ask at one moment for what no cache has, beside one that does: how often the
 * database is asked, and how long the slowest hundredth waits. Each repetition asks for another
 * key, so that it is always cold.
 *
 * <p>The key is a page with facets over many products, as that is where a stampede hurts. What a
 * cheap one costs 500 clients is the time of 500 answers, whatever the cache does.
 */
final class Row04ColdKey implements Row {

  private static final int CLIENTS = 500;
  private static final int PRODUCTS = 20_000;
  private static final double P99 = 0.99;
  private static final double BOUND = 2;

  private final AtomicInteger cold = new AtomicInteger();

  @Override
  public int number() {
    return 4;
  }

  @Override
  public String title() {
    return CLIENTS + " parallel requests for a cold key";
  }

  @Override
  public RowResult measure(BenchDatabase unused, Bench.Settings settings) {
    if (System.getenv("TEST_MONGODB_URL") != null) {
      throw new NotMeasured("reads are counted on the way to the embedded database only");
    }
    try (Backends backends = Backends.open(settings, true)) {
      return measure(backends, settings);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowResult measure(Backends backends, Bench.Settings settings) throws IOException {
    ConnectionString direct = new ConnectionString(backends.database().url());
    ServerAddress server = new ServerAddress(direct.getHosts().getFirst());
    try (ReadsRelay relay =
            new ReadsRelay(
                server.getHost(), server.getPort(), Schema.PRODUCTS.collection(), Duration.ZERO);
        Served shop = backends.emptyShop(relay.url(), Map.of());
        HttpLoad one = new HttpLoad(shop.port(), 1);
        HttpLoad all = new HttpLoad(shop.port(), CLIENTS)) {
      Goods.load(shop.port(), PRODUCTS);
      Burst burst = new Burst(backends.gauge(shop::cpuTime), relay);
      List<Series> series =
          Palindrome.ofServers(backends.contestants()::pin)
              .contestant("one miss", () -> burst.measure(one, key()))
              .contestant(CLIENTS + " at once, p99", () -> burst.measure(all, key()))
              .run(settings.repetitions());
      return result(series, burst, backends);
    }
  }

  /** Never asked for before. */
  private String key() {
    return "/v1/products?facets=category,price&count=true&minPrice=" + cold.incrementAndGet();
  }

  private RowResult result(List<Series> series, Burst burst, Backends backends) {
    double ratio = series.getLast().median() / series.getFirst().median();
    return new RowResult(
        number(),
        title(),
        "µs",
        series,
        List.of(
            new Target("database reads, over those of one miss", burst.worst(), 1, true),
            new Target("p99 of " + CLIENTS + " at once / one miss", ratio, BOUND, true)),
        List.of(
            "a page with facets and count over %,d products%s"
                .formatted(PRODUCTS, backends.redisNote())));
  }

  /** Asks, and counts what the database is asked for it. */
  private static final class Burst {
    private final Gauge gauge;
    private final ReadsRelay relay;
    private final List<Long> alone = new ArrayList<>();
    private final List<Long> together = new ArrayList<>();

    Burst(Gauge gauge, ReadsRelay relay) {
      this.gauge = gauge;
      this.relay = relay;
    }

    Sample measure(HttpLoad load, String path) {
      long before = relay.reads();
      int[] answers = {0};
      Sample sample =
          gauge.sample(
              () -> {
                Latencies latencies = load.burst(Talk.of(Request.get(path)));
                answers[0] = latencies.count();
                return latencies;
              },
              latencies -> latencies.micros(P99));
      (answers[0] == 1 ? alone : together).add(relay.reads() - before);
      return sample;
    }

    /** How many times as much as for one client the database was asked for all of them. */
    double worst() {
      long one = alone.stream().mapToLong(Long::longValue).max().orElseThrow();
      return (double) together.stream().mapToLong(Long::longValue).max().orElseThrow() / one;
    }
  }
}
