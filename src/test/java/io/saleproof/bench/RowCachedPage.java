package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Rows 1 and 2: a page of 20 products that is cached, in the process or (with no room for anything
 * there) in Redis, beside a bare server that answers the same bytes without a thought.
 *
 * @param redis whether every answer comes from Redis
 */
record RowCachedPage(int number, boolean redis) implements Row {

  static final int CONNECTIONS = 64;
  static final String PAGE = "/v1/products?limit=20";
  static final String BARE = "bare Vert.x";

  private static final double FROM_MEMORY = 0.85;
  private static final double FROM_REDIS = 0.55;

  @Override
  public String title() {
    return redis ? "A cached page from Redis" : "A cached page from the process's memory";
  }

  @Override
  public RowResult measure(BenchDatabase unused, Bench.Settings settings) {
    try (Backends backends = Backends.open(settings, redis)) {
      return measure(backends, settings);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowResult measure(Backends backends, Bench.Settings settings) throws IOException {
    try (Served shop = backends.shop(redis ? Map.of("SALEPROOF_CACHE_MEMORY", "0") : Map.of())) {
      Recording page = CachedPage.of(shop.port(), redis);
      try (Served bare = backends.contestants().vertx(page)) {
        CachedPage.requireSame(page, bare.port());
        String name = redis ? "Saleproof, from Redis" : "Saleproof, from memory";
        List<Series> series =
            Palindrome.ofServers(backends.contestants()::pin)
                .contestant(name, () -> rate(backends, shop, settings.time()))
                .contestant(BARE, () -> rate(backends, bare, settings.time()))
                .run(settings.repetitions());
        CachedPage.of(shop.port(), redis);
        double ratio = series.getFirst().median() / series.getLast().median();
        String what = "cached page from " + (redis ? "Redis" : "memory") + " / bare Vert.x";
        Target target = new Target(what, ratio, redis ? FROM_REDIS : FROM_MEMORY, false);
        return new RowResult(
            number, title(), "requests/s", series, List.of(target), List.of(about(page, backends)));
      }
    }
  }

  private static String about(Recording page, Backends backends) {
    return "%d connections, %,d bytes an answer%s"
        .formatted(CONNECTIONS, page.bytes().length, backends.redisNote());
  }

  static Sample rate(Backends backends, Served server, Duration time) {
    try (HttpLoad load = new HttpLoad(server.port(), CONNECTIONS)) {
      Talk talk = Talk.of(Request.get(PAGE));
      return backends.gauge(server::cpuTime).rate(() -> load.closed(talk, time));
    }
  }
}
