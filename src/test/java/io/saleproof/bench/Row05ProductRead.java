package io.saleproof.bench;

import io.saleproof.store.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Single products that no cache has, over HTTP, beside a loop of the driver's {@code find} by id on
 * the same documents, with as many threads as there are connections.
 */
final class Row05ProductRead implements Row {

  private static final int CLIENTS = 16;
  private static final double BOUND = 0.75;
  private static final Map<String, String> NO_CACHE = Map.of("SALEPROOF_CACHE_MEMORY", "0");

  @Override
  public int number() {
    return 5;
  }

  @Override
  public String title() {
    return "An uncached product beside the bare driver";
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
    String url = backends.database().url();
    try (Served shop = backends.shop(NO_CACHE);
        DriverProcess bare =
            backends
                .contestants()
                .driver(url, backends.name(), Schema.PRODUCTS.collection(), CLIENTS)) {
      requireUncached(shop.port());
      List<Series> series =
          Palindrome.ofServers(backends.contestants()::pin)
              .contestant("Saleproof", () -> rate(backends, shop, settings.time()))
              .contestant("bare driver", () -> rate(backends, bare, settings.time()))
              .run(settings.repetitions());
      double ratio = series.getFirst().median() / series.getLast().median();
      return new RowResult(
          number(),
          title(),
          "reads/s",
          series,
          List.of(new Target("uncached product / bare driver", ratio, BOUND, false)),
          List.of(
              "%d connections or threads, %,d products".formatted(CLIENTS, CachedPage.PRODUCTS)));
    }
  }

  private static void requireUncached(int port) throws IOException {
    for (int i = 0; i < 2; i++) {
      String status = Recording.of(port, Request.get(Goods.path(1))).header("Cache-Status");
      if (status.contains("hit")) {
        throw new IOException("the product came from a cache: " + status);
      }
    }
  }

  private static Sample rate(Backends backends, Served shop, Duration time) {
    SplittableRandom random = new SplittableRandom(1);
    byte[][] requests = new byte[CachedPage.PRODUCTS][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = Request.get(Goods.path(i));
    }
    Talk any =
        new Talk() {
          @Override
          public byte[] next(int connection) {
            return requests[random.nextInt(requests.length)];
          }

          @Override
          public void answered(int connection, ResponseScan answer) {
            if (answer.status() != 200) {
              throw new IllegalStateException("answered " + answer.status());
            }
          }
        };
    try (HttpLoad load = new HttpLoad(shop.port(), CLIENTS)) {
      return backends.gauge(shop::cpuTime).rate(() -> load.closed(any, time));
    }
  }

  private static Sample rate(Backends backends, DriverProcess bare, Duration time) {
    return backends.gauge(bare::cpuTime).rate(() -> Latencies.ofCount(bare.read(time), time));
  }
}
