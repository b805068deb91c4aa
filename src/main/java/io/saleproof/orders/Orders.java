package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import java.util.Optional;

/** Orders, for the resources and for other instances' work. */
public interface Orders {

  /**
   * Places an order, at most once for its key.
   *
   * <p>If the database fails after the order was inserted, or may have been, the outcome is
   * unknown: a sweeper finishes or undoes the order, until then the same request is told that it is
   * still in progress, and there is never a second order.
   */
  PlaceOrderResult place(PlaceOrder request);

  /** Moves an order on, at most once for its key, if there is one. */
  MoveOrderResult move(MoveOrder request);

  Optional<Order> find(OrderId id);

  /** What a key of a customer's stands for; empty if no order was placed or moved with it. */
  Optional<KeyUse> findByKey(CustomerId customer, String key);
}
