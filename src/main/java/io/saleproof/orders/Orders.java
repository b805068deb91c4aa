package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders, for the resources and for other instances' work. */
public interface Orders {

  /**
   * Places an order, at most once for its key.
   *
   * <p>If the database fails in between, the exception leaves the order pending, with its due time:
   * until someone finishes or undoes it, the same request is told that it is still in progress, and
   * never makes a second order.
   */
  PlaceOrderResult place(PlaceOrder request);

  /**
   * Moves an order on.
   *
   * @param key the idempotency key scoped to the caller; {@code null}: not repeatable
   */
  MoveOrderResult move(
      OrderId id, OrderAction action, @Nullable String key, String requestHash, String cause);

  Optional<Order> find(OrderId id);

  /** What became of a key of a customer's; empty if it was never used. */
  Optional<Order> findByKey(CustomerId customer, String key);
}
