package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds units for an order when they are not where it looked first: in the root, in any bucket, or
 * spread over several. An order is refused only if there was one moment at which all parts together
 * had too little, or if others took or moved what it had found {@value #MAX_ROUNDS} times in a row.
 */
final class HoldSearch {

  /** How often others may take what was found before the order is refused all the same. */
  static final int MAX_ROUNDS = 200;

  /** How often the two parts nearest to an order are tried before all are looked at. */
  static final int MAX_TRIES_NEARBY = 8;

  /** While units of the root are on their way, orders take from it itself if fewer hold there. */
  private static final int FEW_IN_ROOT = 64;

  /** The root keeps what is left when a bucket's share would be less than so many orders' worth. */
  private static final int SMALLEST_SHARE = 2;

  /**
   * A bucket gets so many orders' worth at once: enough that fetching them costs little for each,
   * and not so many that buckets which are added later find the root empty.
   */
  private static final int LARGEST_SHARE = 64;

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
   * @param stocked the buckets that were seen to have units, if all were looked at
   */
  record Found(
      HoldResult result, @Nullable StockPart after, int buckets, Collection<String> stocked) {

    Found(HoldResult result, @Nullable StockPart after, int buckets) {
      this(result, after, buckets, List.of());
    }
  }

  /**
   * Tries the order's home, given its share of the root if it has too little, or else the root. For
   * first turns only: it does not look whether the order holds elsewhere.
   *
   * @return null if all parts have to be looked at
   */
  @Nullable Found nearby(Sku sku, long quantity, Attempt attempt, Instant until, int buckets) {
    int known = buckets;
    for (int tries = 0; tries < MAX_TRIES_NEARBY; tries++) {
      String home = home(sku, attempt.orderId(), known);
      StockParts near = reader.nearby(sku, home, attempt.orderId());
      if (near == null) {
        return new Found(new HoldResult.Short(0), null, 0);
      }
      StockPart root = near.root();
      if (near.all().anyMatch(part -> !part.holds().isEmpty())) {
        return new Found(new HoldResult.Held(), null, root.buckets());
      }
      long fence = near.all().mapToLong(StockPart::fence).max().orElse(0);
      if (fence >= attempt.ticket()) {
        return new Found(new HoldResult.Late(fence), null, root.buckets());
      }
      if (root.buckets() != known) {
        known = root.buckets();
        continue;
      }
      if (near.all().noneMatch(part -> part.available() >= quantity)) {
        return known == 0 ? new Found(new HoldResult.Short(root.available()), null, 0) : null;
      }
      StockPart after = take(near, home, quantity, attempt, until);
      if (after != null) {
        return new Found(new HoldResult.Held(), after, known);
      }
    }
    return null;
  }

  private @Nullable StockPart take(
      StockParts near, String home, long quantity, Attempt attempt, Instant until) {
    boolean homeHas = near.buckets().stream().anyMatch(part -> part.available() >= quantity);
    if (homeHas) {
      return holds.take(home, quantity, attempt, until);
    }
    StockPart root = near.root();
    if (root.available() < quantity) {
      return null;
    }
    if (share(root, home, quantity) == 0) {
      return holds.take(root.id(), quantity, attempt, until);
    }
    StockPart.Departure departure = root.departure();
    if (departure != null && root.open() < FEW_IN_ROOT) {
      return holds.take(root.id(), quantity, attempt, until);
    }
    if (departure != null) {
      // One at a time: someone else's is brought to its end first.
      transfers.finish(departure);
      return null;
    }
    return refill(root, home, quantity) ? holds.take(home, quantity, attempt, until) : null;
  }

  /** Where an order looks for its units first, and most often finds its hold again. */
  static String home(Sku sku, String orderId, int buckets) {
    return buckets == 0
        ? sku.value()
        : StockPart.bucketId(sku, Math.floorMod(orderId.hashCode(), buckets));
  }

  /** Looks at all parts. */
  Found hold(Sku sku, long quantity, Attempt attempt, Instant until) {
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
        StockPart after = tryParts(parts, quantity, attempt, until);
        if (after != null) {
          return new Found(new HoldResult.Held(), after, buckets, stocked(parts, quantity));
        }
      }
      before = parts;
    }
    return new Found(new HoldResult.Short(Math.min(available, quantity - 1)), null, 0);
  }

  private @Nullable StockPart tryParts(
      StockParts parts, long quantity, Attempt attempt, Instant until) {
    StockPart root = parts.root();
    // Never by a hint: units in a bucket that the root does not count are lost to everyone.
    String home = home(parts.sku(), attempt.orderId(), root.buckets());
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
    long share = share(root, home, quantity);
    return share > 0 && transfers.move(root, home, share);
  }

  private static long share(StockPart root, String home, long quantity) {
    int buckets = root.buckets();
    if (buckets == 0 || root.closing() || home.equals(root.id())) {
      return 0;
    }
    long share = Math.min(root.available() / buckets, LARGEST_SHARE * quantity);
    return share >= SMALLEST_SHARE * quantity ? share : 0;
  }

  private static List<String> stocked(StockParts parts, long quantity) {
    return parts.buckets().stream()
        .filter(bucket -> bucket.available() >= quantity)
        .map(StockPart::id)
        .toList();
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
