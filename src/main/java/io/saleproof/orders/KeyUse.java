package io.saleproof.orders;

/**
 * What became of the request that an idempotency key was used with.
 *
 * @param order the order that it placed or moved, as it is now
 * @param placing whether it was to place the order; otherwise it moved it, and that is done
 */
public record KeyUse(Order order, boolean placing) {

  /** Whether the request has not ended yet. */
  public boolean isRunning() {
    return placing && order.status() == OrderStatus.PENDING;
  }
}
