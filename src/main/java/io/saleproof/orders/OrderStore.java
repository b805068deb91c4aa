package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where orders are kept. Reads are from the primary; writes are conditional and with majority, and
 * each may be tried again.
 */
interface OrderStore {

  Optional<Order> find(OrderId id);

  Optional<Order> findByKey(CustomerId customer, String key);

  /** The number of the customer's last order: the version of the list; 0 if there is none. */
  long lastSeq(CustomerId customer);

  /** The customer's last order. */
  Optional<Order> newest(CustomerId customer);

  /**
   * Inserts a new order: the commit point for "exactly once" and "no lost update".
   *
   * @param dueAt when it may be taken over if it is still pending
   * @return false if its number or its key is taken; nothing was written then
   */
  boolean insert(Order order, Instant dueAt);

  /**
   * Appends a change, on the condition that the order is at the version before it.
   *
   * @param shortages why it was refused; empty for other changes
   * @param dueAt when someone has to look at it again; {@code null}: never
   * @return the order after it, or empty if the order was at another version
   */
  Optional<Order> append(
      OrderId id, OrderChange change, List<Shortage> shortages, @Nullable Instant dueAt);

  /** Notes that nothing is left to be done after the change that led to this version. */
  void settle(OrderId id, long version, @Nullable Instant dueAt);

  /**
   * A customer's orders, newest first.
   *
   * @param statuses only these; empty: all
   * @param before only orders numbered below; {@link Long#MAX_VALUE} for the first page
   */
  List<Order> list(CustomerId customer, Collection<OrderStatus> statuses, long before, int limit);

  /** How many there are, counted up to a cap. */
  long count(CustomerId customer, Collection<OrderStatus> statuses, int cap);
}
