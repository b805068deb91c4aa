package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds units for an order when they are not where it looked first: in the root, in any bucket, or
 * spread over several. An order is refused only if there was one moment at which all parts together
 * had too little.
 */
final class HoldSearch {

  /** How often others may take what was found before the order is refused all the same. */
  static final int MAX_ROUNDS = 200;

  /** The root keeps what is left when a bucket's share would be less than so many orders' worth. */
  private static final int SHARES_PER_BUCKET = 2;

  private final StockReader reader;
  private final Holds holds;
  private final Transfers transfers;

  HoldSearch(StockReader reader, Holds holds, Transfers transfers) {
    this.reader = reader;
    this.holds = holds;
    this.transfers = transfers;
  }

  /**
   * How a search ended.
   *
   * @param after the part that holds now, if this search took the units
   * @param buckets over how many buckets the SKU is split
   */
  record Found(HoldResult result, @Nullable StockPart after, int buckets) {}

  Found hold(Sku sku, String home, long quantity, Attempt attempt, Instant until) {
    StockParts before = null;
    long available = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      StockParts parts = reader.once(sku, StockReader.WITHOUT_LISTS);
      if (parts == null) {
        return new Found(new HoldResult.Short(0), null, 0);
      }
      int buckets = parts.root().buckets();
      // Earlier turns are fenced off and this one takes no second hold: once is enough.
      if (round == 0 && reader.holder(sku, buckets, attempt.orderId()) != null) {
        return new Found(new HoldResult.Held(), null, buckets);
      }
      long fence = parts.all().mapToLong(StockPart::fence).max().orElse(0);
      if (fence >= attempt.ticket()) {
        return new Found(new HoldResult.Late(fence), null, buckets);
      }
      available = parts.available();
      if (available < quantity && (parts.steady() || before != null && parts.sameAs(before))) {
        return new Found(new HoldResult.Short(available), null, buckets);
      }
      if (available >= quantity) {
        StockPart after = tryParts(parts, home, quantity, attempt, until);
        if (after != null) {
          return new Found(new HoldResult.Held(), after, buckets);
        }
      }
      before = parts;
    }
    return new Found(new HoldResult.Short(Math.min(available, quantity - 1)), null, 0);
  }

  private @Nullable StockPart tryParts(
      StockParts parts, String home, long quantity, Attempt attempt, Instant until) {
    StockPart root = parts.root();
    String part;
    if (root.available() >= quantity) {
      part = refill(root, home, quantity) ? home : root.id();
    } else {
      part =
          richest(parts)
              .filter(rich -> rich.available() >= quantity)
              .map(StockPart::id)
              .orElse(null);
      if (part == null) {
        gather(parts, quantity);
        part = root.id();
      }
    }
    return holds.take(part, quantity, attempt, until);
  }

  /** Gives a bucket its share of what the root has, while there is plenty. */
  private boolean refill(StockPart root, String home, long quantity) {
    int buckets = root.buckets();
    if (buckets == 0 || root.closing() || home.equals(root.id())) {
      return false;
    }
    long share = root.available() / (2L * buckets);
    return share >= SHARES_PER_BUCKET * quantity && transfers.move(root, home, share);
  }

  private static Optional<StockPart> richest(StockParts parts) {
    return parts.buckets().stream().max(Comparator.comparingLong(StockPart::available));
  }

  /** Brings units that are spread over buckets, or on their way, to the root. */
  void gather(StockParts parts, long quantity) {
    parts.all().map(StockPart::departure).filter(Objects::nonNull).forEach(transfers::finish);
    long found = parts.root().available();
    for (StockPart bucket :
        (Iterable<StockPart>)
            parts.buckets().stream()
                    .filter(some -> some.available() > 0)
                    .sorted(Comparator.comparingLong(StockPart::available).reversed())
                ::iterator) {
      if (found >= quantity) {
        return;
      }
      if (transfers.move(bucket, parts.root().id(), bucket.available())) {
        found += bucket.available();
      }
    }
  }

  /** Where an order holds units now, or null. */
  @Nullable String holder(Sku sku, String orderId) {
    StockPart root = reader.root(sku, StockReader.WITHOUT_LISTS);
    return root == null ? null : reader.holder(sku, root.buckets(), orderId);
  }
}
