package io.saleproof.orders;

import com.mongodb.MongoException;
import io.saleproof.metrics.ShopMeters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * Finishes or undoes what was cut short, and ends what ran out of time, whichever instance began
 * it. Any number of sweepers may run at once: each order is claimed by a conditional update before
 * it is touched, and the claim fences the actor before.
 */
final class OrderSweeper {

  /** After so many batches it leaves the rest to the next sweep. */
  static final int MAX_BATCHES = 50;

  /** Overdue orders are counted up to here. */
  static final int OVERDUE_CAP = 10_000;

  private static final Logger LOG = Logger.getLogger(OrderSweeper.class);

  private final OrderStore orders;
  private final Holding holding;
  private final Settling settling;
  private final Timetable timetable;
  private final OrdersConfig config;
  private final ShopMeters meters;
  private final Random random;

  OrderSweeper(
      OrderStore orders,
      Holding holding,
      Settling settling,
      Timetable timetable,
      OrdersConfig config,
      ShopMeters meters,
      Random random) {
    if (config.sweepBatch() < 1) {
      throw new IllegalArgumentException("saleproof.orders.sweep-batch must be at least 1");
    }
    this.orders = orders;
    this.holding = holding;
    this.settling = settling;
    this.timetable = timetable;
    this.config = config;
    this.meters = meters;
    this.random = random;
  }

  /**
   * Handles what is due now, in bounded batches.
   *
   * @return how many orders this sweep handled to their end
   */
  int sweep() {
    int handled = 0;
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      List<Order> due = new ArrayList<>(orders.due(timetable.now(), config.sweepBatch()));
      // So that sweepers that read the same batch don't meet at each of its orders.
      Collections.shuffle(due, random);
      for (Order order : due) {
        handled += handle(order) ? 1 : 0;
      }
      if (due.size() < config.sweepBatch()) {
        break;
      }
    }
    Instant overdue = timetable.now().minus(config.recoveryInterval());
    meters.ordersOverdue(orders.countDue(overdue, OVERDUE_CAP));
    return handled;
  }

  /** One order that fails stays due, a little later, and does not stop the others. */
  private boolean handle(Order due) {
    try {
      OrderTurn next = due.turn().next(timetable.now(), 0);
      Optional<Order> claimed = orders.claim(due, next, timetable.soonAfterClaim());
      claimed.ifPresent(this::takeOver);
      return claimed.isPresent();
    } catch (MongoException away) {
      LOG.warnf("order %s (%s) is not settled yet: %s", due.id(), due.status().label(), away);
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "order %s (%s) is not settled yet", due.id(), due.status().label());
    }
    meters.recoveryFailed();
    return false;
  }

  private void takeOver(Order order) {
    boolean outOfTime = order.isOutOfTime(timetable.now());
    switch (order.status()) {
      case PENDING -> {
        meters.orderRecovered(order.status().label());
        Optional<Order> decided = outOfTime ? expire(order) : holding.decide(order);
        decided.ifPresent(this::settle);
      }
      case PLACED -> {
        if (outOfTime) {
          expire(order).ifPresent(this::settle);
        } else {
          settling.settle(order);
        }
      }
      case PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED, EXPIRED, REFUSED -> {
        meters.orderRecovered(order.status().label());
        settling.settle(order);
      }
    }
  }

  private Optional<Order> expire(Order order) {
    OrderChange change =
        OrderChange.bySystem(
            order.version() + 1, OrderAction.EXPIRE.to(), timetable.now(), "out of time");
    return orders.append(order, change, List.of(), timetable.dueAfter(order, change));
  }

  /** Settles what this sweeper has just decided. */
  private void settle(Order decided) {
    switch (decided.status()) {
      case PLACED -> meters.orderPlaced(decided.total(), decided.units());
      case REFUSED -> {
        if (decided.isRefusedForCart()) {
          meters.staleVersion();
        } else {
          meters.orderRefusedForStock();
        }
      }
      case EXPIRED -> meters.orderExpired();
      case PENDING, PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED -> {
        // Not decided here.
      }
    }
    settling.settle(decided);
  }
}
