package io.saleproof.orders;

import io.saleproof.stock.Attempt;
import io.saleproof.stock.Movement;
import io.saleproof.stock.Stock;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves orders on. The order's own conditional change commits; the stock follows, and may follow
 * twice.
 */
final class Moving {

  /** How often others may change the order in between. */
  static final int MAX_TRIES = 10;

  private final OrderStore orders;
  private final Stock stock;
  private final OrdersConfig config;
  private final Clock clock;

  Moving(OrderStore orders, Stock stock, OrdersConfig config, Clock clock) {
    this.orders = orders;
    this.stock = stock;
    this.config = config;
    this.clock = clock;
  }

  MoveOrderResult move(
      OrderId id, OrderAction action, @Nullable String key, String requestHash, String cause) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Order> read = orders.find(id);
      if (read.isEmpty()) {
        return new MoveOrderResult.Missing();
      }
      Order order = read.get();
      Optional<MoveOrderResult> replay = replay(order, key, requestHash);
      if (replay.isPresent()) {
        return replay.get();
      }
      if (!action.isLegalFrom(order.status())) {
        return new MoveOrderResult.Illegal(order.status(), OrderAction.legalFrom(order.status()));
      }
      Optional<Order> after = append(order, action, key, requestHash, cause);
      if (after.isPresent()) {
        moveStock(order.status(), after.get());
        orders.settle(id, after.get().version(), null);
        return new MoveOrderResult.Done(after.get(), false);
      }
    }
    return new MoveOrderResult.Contended();
  }

  private Optional<Order> append(
      Order order, OrderAction action, @Nullable String key, String requestHash, String cause) {
    OrderChange change =
        new OrderChange(
            order.version() + 1,
            action.to(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            cause,
            key,
            key == null ? null : requestHash);
    return orders.append(
        order.id(), change, List.of(), clock.instant().plus(config.recoveryInterval()));
  }

  private static Optional<MoveOrderResult> replay(
      Order order, @Nullable String key, String requestHash) {
    if (key == null) {
      return Optional.empty();
    }
    return order.history().stream()
        .filter(change -> key.equals(change.key()))
        .findFirst()
        .map(
            change ->
                requestHash.equals(change.requestHash())
                    ? new MoveOrderResult.Done(order.asOf(change), true)
                    : new MoveOrderResult.KeyReused());
  }

  private void moveStock(OrderStatus from, Order order) {
    String id = order.id().toString();
    Attempt attempt = Attempt.first(id, order.createdAt().toEpochMilli());
    order
        .quantities()
        .forEach(
            (sku, quantity) -> {
              switch (order.status()) {
                case PAID -> stock.sell(sku, quantity, attempt);
                case CANCELLED -> {
                  if (from == OrderStatus.PLACED) {
                    stock.release(sku, quantity, attempt);
                  } else {
                    // A payment that was cut short may have left its hold: sell first, then take
                    // back, so that the ledger tells both.
                    stock.sell(sku, quantity, attempt);
                    stock.move(sku, restock(id, quantity));
                  }
                }
                case PENDING, PLACED, SHIPPED, DELIVERED, RETURNED, EXPIRED, REFUSED -> {
                  // No units move with these, or not by a caller's action.
                }
              }
            });
  }

  private static Movement restock(String orderId, long quantity) {
    return new Movement(
        "cancel:" + orderId, Movement.Type.RESTOCK, quantity, null, "order cancelled");
  }
}
