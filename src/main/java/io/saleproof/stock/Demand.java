package io.saleproof.stock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this instance knows of the demand for SKUs: how often units are held, and over how many
 * buckets a SKU was split when it was last seen. Both are hints: a wrong one costs a write that
 * finds nothing, never a unit.
 */
final class Demand {

  /** Of so many SKUs at most; the least used are forgotten. */
  private static final int MAX_SKUS = 10_000;

  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Cache<Sku, Seen> seen =
      Caffeine.newBuilder().maximumSize(MAX_SKUS).expireAfterAccess(KEPT).build();
  private final Clock clock;
  private final int hot;

  Demand(Clock clock, int holdsPerSecond) {
    this.clock = clock;
    this.hot = holdsPerSecond;
  }

  /** Notes a hold; true once in a second in which there were more than is usual. */
  boolean holdIsHot(Sku sku) {
    long second = clock.instant().getEpochSecond();
    return of(sku).count(second) == hot + 1L;
  }

  int buckets(Sku sku) {
    Seen known = seen.getIfPresent(sku);
    return known == null ? 0 : known.buckets;
  }

  void sawBuckets(Sku sku, int buckets) {
    if (buckets > 0 || seen.getIfPresent(sku) != null) {
      of(sku).buckets = buckets;
    }
  }

  private Seen of(Sku sku) {
    return seen.get(sku, unseen -> new Seen());
  }

  private static final class Seen {
    private static final int BITS = 20;

    /** The second, and the holds in it in the low bits: one word, so that no lock is needed. */
    private final AtomicLong window = new AtomicLong();

    private volatile int buckets;

    long count(long second) {
      long mask = (1L << BITS) - 1;
      return window.updateAndGet(
              old -> old >>> BITS == second ? Math.min(old + 1, old | mask) : second << BITS | 1)
          & mask;
    }
  }
}
