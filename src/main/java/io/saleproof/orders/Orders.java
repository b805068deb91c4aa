package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders, for the resources and for other instances' work. */
public interface Orders {

  /**
   * Places an order, at most once for its key.
   *
   * <p>If the database fails in between, the exception leaves an order that is pending: sending the
   * same request again settles it.
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
