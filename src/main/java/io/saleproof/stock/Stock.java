package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

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

  Optional<StockLevel> level(Sku sku);

  /** The levels of those that have stock records; the others are left out. */
  Map<Sku, StockLevel> levels(Collection<Sku> skus);

  /**
   * Holds units for an order until a time. Asked again for the same order and SKU, it changes
   * nothing and says {@link HoldResult.Held}. Before anything else it raises the SKU's fence to
   * that of the attempt.
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

  /** Gives SKUs that have no stock record yet their first stock; leaves the others as they are. */
  void open(Map<Sku, Long> quantities);
}
