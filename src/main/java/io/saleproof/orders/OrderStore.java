package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
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

  /** The customer's order that a request with this key moved. */
  Optional<Order> findByMoveKey(CustomerId customer, String key);

  /** Those of the orders that exist; the caller bounds their number. */
  List<Order> findAll(Collection<OrderId> ids);

  /** The number of the customer's last order: the version of the list; 0 if there is none. */
  long lastSeq(CustomerId customer);

  /** The customer's last order. */
  Optional<Order> newest(CustomerId customer);

  /**
   * Inserts a new order: the commit point for "exactly once" and "no lost update".
   *
   * @return false if its number or its key is taken; nothing was written then
   */
  boolean insert(Order order);

  /**
   * Appends a change, on the condition that the order is still at the version and in the turn that
   * were read: the commit point of every change.
   *
   * @param shortages why it was refused; empty for other changes
   * @param dueAt when someone has to look at it again; {@code null}: never
   * @return the order after it, or empty if it had changed or was taken over
   */
  Optional<Order> append(
      Order read, OrderChange change, List<Shortage> shortages, @Nullable Instant dueAt);

  /**
   * Takes the order over, on the condition that version, turn and due time are those that were
   * read. What clients see does not change.
   *
   * @return the order in its new turn, or empty if someone else was first
   */
  Optional<Order> claim(Order read, OrderTurn next, Instant dueAt);

  /**
   * Notes that all is done that the order's history calls for, unless it has changed or was taken
   * over since.
   */
  void settle(Order done);

  /**
   * Makes the order due, unless it was taken over: whoever sees a step fail need not be waited for.
   */
  void hurry(Order order, Instant now);

  /** Orders that are due, those that have waited longest first. */
  List<Order> due(Instant now, int limit);

  /** Orders that are placed and have one of the SKUs. */
  List<Order> placedWith(Collection<Sku> skus, int limit);

  /** How many have been due since before a time, counted up to a cap. */
  long countDue(Instant since, int cap);

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
