package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The slowest hundredth of cached pages when the server is asked for 70 % of the most it can do,
 * beside a bare server at the same rate. Requests are sent when they are due, whether or not those
 * before were answered, and their time counts from then.
 */
final class Row10Latency implements Row {

  private static final double SHARE_OF_TOP = 0.7;
  private static final double P99 = 0.99;
  private static final double BOUND = 2;
  private static final int TOP_RUNS = 3;

  @Override
  public int number() {
    return 10;
  }

  @Override
  public String title() {
    return "The slowest hundredth at 70 % of the top rate";
  }

  @Override
  public RowResult measure(BenchDatabase unused, Bench.Settings settings) {
    try (Backends backends = Backends.open(settings, false);
        Served shop = backends.shop(Map.of())) {
      Recording page = CachedPage.of(shop.port(), false);
      try (Served bare = backends.contestants().vertx(page)) {
        CachedPage.requireSame(page, bare.port());
        return measure(backends, shop, bare, settings);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private RowResult measure(Backends backends, Served shop, Served bare, Bench.Settings settings) {
    double top = top(backends, shop, settings);
    double rate = SHARE_OF_TOP * top;
    List<Series> series =
        Palindrome.ofServers(backends.contestants()::pin)
            .contestant("Saleproof", () -> p99(backends, shop, rate, settings))
            .contestant(RowCachedPage.BARE, () -> p99(backends, bare, rate, settings))
            .run(settings.repetitions());
    double ratio = series.getFirst().median() / series.getLast().median();
    return new RowResult(
        number(),
        title(),
        "µs at the 99th percentile",
        series,
        List.of(new Target("p99 / p99 of bare Vert.x", ratio, BOUND, true)),
        List.of(
            "%,.0f requests/s for both, top rate of Saleproof %,.0f, %d connections"
                .formatted(rate, top, RowCachedPage.CONNECTIONS),
            "the contestants' processors were full to %.0f and %.0f %%"
                .formatted(
                    100 * series.getFirst().medianBusy(), 100 * series.getLast().medianBusy())));
  }

  /** The last of some repetitions, as those before warm up. */
  private static double top(Backends backends, Served shop, Bench.Settings settings) {
    double top = 0;
    for (int i = 0; i < TOP_RUNS; i++) {
      if (i == TOP_RUNS - 1) {
        backends.contestants().pin();
      }
      top = RowCachedPage.rate(backends, shop, settings.time()).perSecond();
    }
    return top;
  }

  private static Sample p99(
      Backends backends, Served server, double rate, Bench.Settings settings) {
    Talk talk = Talk.of(Request.get(RowCachedPage.PAGE));
    try (HttpLoad load = new HttpLoad(server.port(), RowCachedPage.CONNECTIONS)) {
      Sample sample =
          backends
              .gauge(server::cpuTime)
              .sample(
                  () -> load.open(talk, settings.time(), rate), latencies -> latencies.micros(P99));
      // The load spins until the next request is due: its processor is always full.
      return new Sample(sample.perSecond(), sample.cpuMicros(), sample.busy(), Double.NaN);
    }
  }
}
