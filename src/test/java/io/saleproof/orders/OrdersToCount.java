package io.saleproof.orders;

import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Orders for tests of whoever counts them: made, moved and read, with nothing else around them. */
public final class OrdersToCount {

  private static final Instant AT = Instant.parse("2026-10-01T09:00:00Z");

  private final MongoOrders orders;
  private final MongoOrderHistory history;
  private final CountableOrders countable;

  public OrdersToCount(Store store) {
    orders = new MongoOrders(store);
    history = new MongoOrderHistory(store);
    countable = new MongoCountableOrders(store);
  }

  public CountableOrders countable() {
    return countable;
  }

  /** A past order, as an import brings it. */
  public OrderId bring(String customer, List<Sku> skus) {
    PastOrder past = past(customer, skus);
    if (!history.insert(List.of(past)).isEmpty()) {
      throw new IllegalStateException(customer + " has this one already");
    }
    return past.order().id();
  }

  /** An order of this shop that was made, and not yet placed. */
  public OrderId make(String customer, List<Sku> skus) {
    Order like = past(customer, skus).order();
    OrderChange made = OrderChange.bySystem(1, OrderStatus.PENDING, AT, "test");
    Order order =
        new Order(
            like.id(),
            "key-" + like.id(),
            "hash",
            "request",
            like.lines(),
            like.total(),
            AT,
            List.of(made),
            List.of(),
            null,
            null,
            like.turn(),
            // Nothing is held for it, and no sweeper is to end it.
            null);
    if (!orders.insert(order)) {
      throw new IllegalStateException(customer + " has this one already");
    }
    return order.id();
  }

  public OrderId place(String customer, List<Sku> skus) {
    OrderId id = make(customer, skus);
    move(id, OrderStatus.PLACED);
    return id;
  }

  /** Appends a change, whether or not the order's life allows it. */
  public void move(OrderId id, OrderStatus to) {
    Order order = orders.find(id).orElseThrow();
    OrderChange change = OrderChange.bySystem(order.version() + 1, to, AT, "test");
    Optional<Order> moved = orders.append(order, change, List.of(), null);
    if (moved.isEmpty()) {
      throw new IllegalStateException(id + " was not moved");
    }
  }

  /** Lines come to a past order that was cut off in its file. */
  public void lengthen(OrderId id, List<Sku> more) {
    PastOrder before = history.find(id).orElseThrow();
    List<OrderLine> lines = new ArrayList<>(before.order().lines());
    lines.addAll(lines(more));
    if (!history.replace(before, before.withLines(lines, AT, before.cut()))) {
      throw new IllegalStateException(id + " has changed");
    }
  }

  private PastOrder past(String customer, List<Sku> skus) {
    CustomerId id = new CustomerId(customer);
    OrderId next = new OrderId(id, orders.lastSeq(id) + 1);
    return PastOrder.of(next, "i-" + next, AT, lines(skus), "request", new Cut(false, false));
  }

  private static List<OrderLine> lines(List<Sku> skus) {
    return skus.stream()
        .map(sku -> OrderLine.of(sku, "goods", 1, new Money(100, "GBP"), 0))
        .toList();
  }
}
