package io.saleproof.stock;

import static java.util.Map.Entry.comparingByValue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which SKUs this instance has held units of lately, and how many were left when it last saw that.
 * A hint: other instances sell too.
 */
final class LastSold {

  /** What was not sold for so long is forgotten. */
  static final Duration KEPT = Duration.ofMinutes(5);

  /** Of so many SKUs at most; the least sold are forgotten. */
  private static final int MAX_SKUS = 10_000;

  private final Cache<Sku, AtomicLong> left;

  LastSold(Clock clock) {
    this.left =
        Caffeine.newBuilder()
            .maximumSize(MAX_SKUS)
            .expireAfterWrite(KEPT)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /** Units of it were held, and so many are left. */
  void sold(Sku sku, long units) {
    left.put(sku, new AtomicLong(units));
  }

  /** The same of a SKU that is split: one part says little of all. At first it counts as scarce. */
  void soldOfMany(Sku sku) {
    AtomicLong known = left.getIfPresent(sku);
    left.put(sku, known == null ? new AtomicLong() : known);
  }

  /** A look into the database found so many left, which is no sale. */
  void found(Sku sku, long units) {
    AtomicLong known = left.getIfPresent(sku);
    if (known != null) {
      known.set(units);
    }
  }

  /** Those with the fewest units, the fewest first. */
  List<Sku> fewest(int most) {
    return left.asMap().entrySet().stream()
        .map(seen -> Map.entry(seen.getKey(), seen.getValue().get()))
        .sorted(comparingByValue())
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }
}
