package io.saleproof.stock;

/** What became of a {@link Movement}. */
public sealed interface MoveResult {

  /** It took place; {@code level} is the stock right after it. */
  record Moved(StockLevel level) implements MoveResult {}

  /** It had taken place before; {@code level} is what was answered then. */
  record Repeated(StockLevel level) implements MoveResult {}

  /** The stock is not at the expected version; nothing was changed. */
  record Stale(long currentVersion) implements MoveResult {}

  /** Another movement of this SKU has this id; nothing was changed. */
  record IdTaken() implements MoveResult {}

  /** It would leave less than what is held for orders; nothing was changed. */
  record Insufficient(long onHand, long reserved) implements MoveResult {}

  /** Others changed the stock at every try within the bound; nothing was changed. */
  record Contended() implements MoveResult {}
}
