package io.saleproof.stock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this instance knows of the demand for SKUs: how often units are held, and over how many
 * buckets a SKU was split when it was last seen. Both are hints: a wrong one costs a write that
 * finds nothing, never a unit.
 */
final class Demand {

  /** Of so many SKUs at most; the least used are forgotten. */
  private static final int MAX_SKUS = 10_000;

  /** Between two tries of an instance to split a SKU for its open holds. */
  private static final Duration PAUSE_AFTER_SPLIT = Duration.ofMillis(100);

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

  /** How many buckets a SKU was split over. */
  int buckets(Sku sku) {
    Seen known = seen.getIfPresent(sku);
    return known == null ? 0 : known.buckets;
  }

  /**
   * The part in which an order should look first: its home, unless that was found empty and another
   * part was not.
   */
  String firstLook(Sku sku, String home) {
    Seen known = seen.getIfPresent(sku);
    if (known == null || known.buckets == 0) {
      return home;
    }
    if (!known.empty.contains(home)) {
      return home;
    }
    Iterator<String> others = known.stocked.iterator();
    return others.hasNext() ? others.next() : home;
  }

  /** Notes a part that had too few units for an order. */
  void sawEmpty(Sku sku, String part) {
    Seen known = seen.getIfPresent(sku);
    if (known != null && known.buckets > 0) {
      known.empty.add(part);
      known.stocked.remove(part);
    }
  }

  /**
   * Notes a bucket that had units for an order, and whether it has some left for the next. Never
   * the root: an order that finds its home empty is to fetch a share from there, not to take from
   * it.
   */
  void sawUnits(Sku sku, StockPart part, boolean left) {
    Seen known = seen.getIfPresent(sku);
    if (known == null || known.buckets == 0 || part.isRoot()) {
      return;
    }
    known.empty.remove(part.id());
    if (left) {
      known.stocked.add(part.id());
    }
  }

  /** Notes where units are left after all parts were looked at. */
  void sawStocked(Sku sku, Collection<String> buckets) {
    Seen known = seen.getIfPresent(sku);
    if (known != null && known.buckets > 0) {
      known.stocked.addAll(buckets);
    }
  }

  /** Whether a split may be tried again: one that its owner forbids is refused each time. */
  boolean maySplit(Sku sku) {
    Seen known = of(sku);
    long now = clock.millis();
    long last = known.triedToSplit;
    if (Math.abs(now - last) < PAUSE_AFTER_SPLIT.toMillis()) {
      return false;
    }
    known.triedToSplit = now;
    return true;
  }

  void sawBuckets(Sku sku, int buckets) {
    if (buckets > 0 || seen.getIfPresent(sku) != null) {
      Seen known = of(sku);
      if (known.buckets != buckets) {
        known.buckets = buckets;
        known.stocked.clear();
        known.empty.clear();
      }
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
    private volatile long triedToSplit;

    /** Parts that had too few units when they were last seen; at most all parts of the SKU. */
    private final Set<String> empty = ConcurrentHashMap.newKeySet();

    /** Buckets that had units left when they were last seen. */
    private final Set<String> stocked = ConcurrentHashMap.newKeySet();

    long count(long second) {
      long mask = (1L << BITS) - 1;
      return window.updateAndGet(
              old -> old >>> BITS == second ? Math.min(old + 1, old | mask) : second << BITS | 1)
          & mask;
    }
  }
}
