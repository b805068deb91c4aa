package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A shop's day in small: reads of products, changes of them, pages, orders, beside the same service
 * in Spring Boot on virtual threads, on the same database with the same write concern.
 */
final class Row06Mix implements Row {

  private static final int CONNECTIONS = 32;
  private static final long UNITS = 1_000_000;
  private static final double BOUND = 2;

  /** Half of them changes, a fifth orders: else both sides would be compiled while measured. */
  private static final long WARMING = 150_000;

  private static final Duration AT_A_TIME = Duration.ofSeconds(1);
  private static final int TIMES = 180;

  @Override
  public int number() {
    return 6;
  }

  @Override
  public String title() {
    return "Reads, changes, pages and orders beside Spring Boot";
  }

  @Override
  public RowResult measure(BenchDatabase unused, Bench.Settings settings) {
    try (Backends backends = Backends.open(settings, false)) {
      return measure(backends, settings);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowResult measure(Backends backends, Bench.Settings settings) throws IOException {
    String theirs = backends.name() + "_spring";
    try (Served spring = backends.contestants().spring(backends.database().url(), theirs);
        Served shop = backends.shop(Map.of())) {
      Goods.write(spring.port(), CachedPage.PRODUCTS);
      Goods.stock(spring.port(), CachedPage.PRODUCTS, UNITS);
      Goods.stock(shop.port(), CachedPage.PRODUCTS, UNITS);
      Mix ours = new Mix(CONNECTIONS, CachedPage.PRODUCTS);
      Mix other = new Mix(CONNECTIONS, CachedPage.PRODUCTS);
      warm(shop, ours);
      warm(spring, other);
      List<Series> series =
          Palindrome.ofServers(backends.contestants()::pin)
              .contestant("Saleproof", () -> rate(backends, shop, ours, settings))
              .contestant("Spring Boot", () -> rate(backends, spring, other, settings))
              .run(settings.repetitions());
      return result(series, ours);
    } finally {
      backends.database().client().getDatabase(theirs).drop();
    }
  }

  private static void warm(Served server, Mix mix) {
    try (HttpLoad load = new HttpLoad(server.port(), CONNECTIONS)) {
      for (int i = 0; i < TIMES && mix.asked() < WARMING; i++) {
        load.closed(mix, AT_A_TIME);
      }
    }
    mix.beginDay();
  }

  private RowResult result(List<Series> series, Mix mix) {
    double ratio = series.getFirst().median() / series.getLast().median();
    return new RowResult(
        number(),
        title(),
        "requests/s",
        series,
        List.of(new Target("mix / Spring Boot", ratio, BOUND, false)),
        List.of("%d connections; %s".formatted(CONNECTIONS, mix.shares())));
  }

  private static Sample rate(Backends backends, Served server, Mix mix, Bench.Settings settings) {
    try (HttpLoad load = new HttpLoad(server.port(), CONNECTIONS)) {
      return backends.gauge(server::cpuTime).rate(() -> load.closed(mix, settings.time()));
    }
  }
}
