package io.saleproof.orders;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadTimeoutException;
import io.saleproof.metrics.ShopMeters;
import io.saleproof.stock.MoveResult;
import io.saleproof.stock.Movement;
import io.saleproof.stock.Stock;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import org.jboss.logging.Logger;

/**
 * Carries out in the stock and in the cart what an order's committed history calls for, and then
 * notes that it is done. It looks at the whole history, so what an earlier change has left undone
 * is done too; every step may be taken twice, by anyone.
 */
final class Settling {

  private static final Logger LOG = Logger.getLogger(Settling.class);

  private final OrderStore orders;
  private final Stock stock;
  private final CartCheckout checkout;
  private final Timetable timetable;
  private final ShopMeters meters;

  Settling(
      OrderStore orders,
      Stock stock,
      CartCheckout checkout,
      Timetable timetable,
      ShopMeters meters) {
    this.orders = orders;
    this.stock = stock;
    this.checkout = checkout;
    this.timetable = timetable;
    this.meters = meters;
  }

  /**
   * Settles an order as far as it is decided; a pending one is not.
   *
   * @throws RuntimeException if a step fails; the order keeps its due time then
   */
  void settle(Order order) {
    if (order.isSettled() || order.status() == OrderStatus.PENDING) {
      return;
    }
    order.quantities().forEach((sku, quantity) -> moveStock(order, sku, quantity));
    checkout.settle(order);
    orders.settle(order);
  }

  /**
   * Settles what was just committed. A failure does not undo it, so the caller is not told: the
   * order becomes due and a sweeper goes on.
   */
  void settleOrLeave(Order committed) {
    try {
      settle(committed);
    } catch (RuntimeException failure) {
      LOG.warnf("order %s is left to the sweeper: %s", committed.id(), failure);
      meters.orderLeftUnsettled();
      hurry(committed, failure);
    }
  }

  /** Has a sweeper come at once, unless the database is away: then it comes at the due time. */
  void hurry(Order order, RuntimeException failure) {
    if (failure instanceof MongoSocketReadTimeoutException
        || (failure instanceof MongoException away && StoreFaults.nothingWasSent(away))) {
      return;
    }
    try {
      orders.hurry(order, timetable.now());
    } catch (RuntimeException again) {
      LOG.debugf("order %s stays due as it was: %s", order.id(), again);
    }
  }

  private void moveStock(Order order, Sku sku, long quantity) {
    switch (order.status()) {
      case PENDING, PLACED -> {
        // Pending is not decided; what is placed stays held.
      }
      case PAID, SHIPPED, DELIVERED -> sellIfPaid(order, sku, quantity);
      case REFUSED, EXPIRED -> stock.release(sku, quantity, order.attempt());
      case CANCELLED -> {
        if (order.wasEver(OrderStatus.PAID)) {
          // A payment that was cut short may have left its hold: sell first, then take back, so
          // that the ledger tells both.
          sellIfPaid(order, sku, quantity);
          restock(sku, "cancel:" + order.id(), quantity, "order cancelled");
        } else {
          stock.release(sku, quantity, order.attempt());
        }
      }
      case RETURNED -> {
        sellIfPaid(order, sku, quantity);
        if (order.isRestocked()) {
          restock(sku, "return:" + order.id(), quantity, "order returned");
        }
      }
    }
  }

  /** A past order was never paid here, and nothing was ever held for it. */
  private void sellIfPaid(Order order, Sku sku, long quantity) {
    if (order.wasEver(OrderStatus.PAID)) {
      stock.sell(sku, quantity, order.attempt());
    }
  }

  private void restock(Sku sku, String id, long quantity, String reason) {
    MoveResult result =
        stock.move(sku, new Movement(id, Movement.Type.RESTOCK, quantity, null, reason));
    switch (result) {
      case MoveResult.Moved moved -> {}
      case MoveResult.Repeated repeated -> {}
      case MoveResult.Contended contended -> throw notRestocked(sku, id, result);
      case MoveResult.IdTaken taken -> throw notRestocked(sku, id, result);
      case MoveResult.Stale stale -> throw notRestocked(sku, id, result);
      case MoveResult.Insufficient insufficient -> throw notRestocked(sku, id, result);
    }
  }

  private static IllegalStateException notRestocked(Sku sku, String id, MoveResult result) {
    return new IllegalStateException("movement " + id + " of " + sku + ": " + result);
  }
}
