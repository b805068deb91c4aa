package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stock of every SKU.
 *
 * <p>All changes are single conditional writes to the SKU's own document, with majority and
 * journal; each may be repeated after a crash or an unknown outcome without taking place twice.
 * Reads are from the primary.
 */
public interface Stock {

  /** At most so many SKUs in one read. */
  int MAX_SKUS = 200;

  /** A SKU is split over at most so many buckets. */
  int MAX_BUCKETS = 256;

  Optional<StockLevel> level(Sku sku);

  /** The levels of those that have stock records; the others are left out. */
  Map<Sku, StockLevel> levels(Collection<Sku> skus);

  /**
   * Holds units for an order until a time. Asked again for the same order and SKU in a later turn,
   * it changes nothing and says {@link HoldResult.Held}. Before anything else it raises the SKU's
   * fence to that of the attempt.
   *
   * <p>A first turn, without a fence, asks once for each SKU: it does not look whether the order
   * holds in a far part of a SKU that is split.
   */
  HoldResult hold(Sku sku, long quantity, Attempt attempt, Instant until);

  /**
   * Gives back what an order holds; nothing if it holds nothing. Only for an order whose own state
   * says that it will not hold again. Raises the fence as {@link #hold} does.
   */
  void release(Sku sku, long quantity, Attempt attempt);

  /**
   * Turns what an order holds into a sale; nothing if it holds nothing. Only for an order whose own
   * state says that it is paid. Raises the fence as {@link #hold} does.
   */
  void sell(Sku sku, long quantity, Attempt attempt);

  /** Carries out a movement at most once. */
  MoveResult move(Sku sku, Movement movement);

  /**
   * Sets over how many documents a SKU's stock is split, so that as many holds of it can be written
   * at once. Holds, prices and figures are those of one SKU in any case.
   *
   * @param buckets 2 to {@link #MAX_BUCKETS}; 1: never split; null: by demand. A SKU that is split
   *     over more goes on as it is until it is quiet
   * @return false if the SKU has no stock record
   */
  boolean chooseBuckets(Sku sku, @Nullable Integer buckets);

  /** Gives SKUs that have no stock record yet their first stock; leaves the others as they are. */
  void open(Map<Sku, Long> quantities);
}
