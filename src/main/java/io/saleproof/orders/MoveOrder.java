package io.saleproof.orders;

import org.jspecify.annotations.Nullable;

/**
 * A request to move an order on.
 *
 * @param action one that is for callers
 * @param restock of a return: whether its units go back to the shelf; {@code null} for the others
 * @param key the idempotency key, scoped to the caller; {@code null}: not repeatable
 * @param requestHash tells a repeat from another request with the same key
 * @param cause who or what brings it about, kept in the order's history
 */
public record MoveOrder(
    OrderId id,
    OrderAction action,
    @Nullable Boolean restock,
    @Nullable String key,
    String requestHash,
    String cause) {

  public MoveOrder {
    if (!action.isForCallers() || (restock != null) != (action == OrderAction.RETURN)) {
      throw new IllegalArgumentException(action + " with restock=" + restock);
    }
  }
}
