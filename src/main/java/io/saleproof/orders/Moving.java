package io.saleproof.orders;

import com.mongodb.MongoException;
import io.saleproof.store.StoreFaults;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves orders on as callers ask. The order's own conditional change commits; the stock follows,
 * now or, if that fails, by a sweeper.
 */
final class Moving {

  /** How often others may change the order in between. */
  static final int MAX_TRIES = 10;

  private static final Logger LOG = Logger.getLogger(Moving.class);

  private final OrderStore orders;
  private final Settling settling;
  private final Timetable timetable;

  Moving(OrderStore orders, Settling settling, Timetable timetable) {
    this.orders = orders;
    this.settling = settling;
    this.timetable = timetable;
  }

  MoveOrderResult move(MoveOrder request) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Order> read = orders.find(request.id());
      if (read.isEmpty()) {
        return new MoveOrderResult.Missing();
      }
      Order order = read.get();
      Optional<MoveOrderResult> known = known(order, request.key(), request.requestHash());
      if (known.isPresent()) {
        return known.get();
      }
      if (!request.action().isLegalFrom(order.status())) {
        return new MoveOrderResult.Illegal(order.status(), OrderAction.legalFrom(order.status()));
      }
      Optional<MoveOrderResult> done = commit(order, request);
      if (done.isPresent()) {
        return done.get();
      }
    }
    return new MoveOrderResult.Contended();
  }

  /** Empty: the order has changed since it was read. */
  private Optional<MoveOrderResult> commit(Order order, MoveOrder request) {
    OrderChange change =
        new OrderChange(
            order.version() + 1,
            request.action().to(),
            timetable.now(),
            request.cause(),
            request.key(),
            request.key() == null ? null : request.requestHash(),
            request.restock());
    try {
      return orders
          .append(order, change, List.of(), timetable.dueAfter(order, change))
          .map(
              moved -> {
                settling.settleOrLeave(moved);
                return new MoveOrderResult.Done(moved, false);
              });
    } catch (MongoException failure) {
      if (StoreFaults.nothingWasSent(failure)) {
        throw failure;
      }
      LOG.errorf("the outcome of a change of order %s is unknown: %s", order.id(), failure);
      settling.hurry(order, failure);
      return Optional.of(new MoveOrderResult.OutcomeUnknown());
    }
  }

  /** What the key already stands for: this move, or another request. */
  private Optional<MoveOrderResult> known(Order order, @Nullable String key, String requestHash) {
    if (key == null) {
      return Optional.empty();
    }
    Optional<OrderChange> before =
        order.history().stream().filter(change -> key.equals(change.key())).findFirst();
    if (before.isPresent()) {
      return before.map(
          change ->
              requestHash.equals(change.requestHash())
                  ? new MoveOrderResult.Done(order.asOf(change), true)
                  : new MoveOrderResult.KeyReused());
    }
    boolean usedElsewhere =
        orders.findByKey(order.customer(), key).isPresent()
            || orders
                .findByMoveKey(order.customer(), key)
                // If this one has just been moved with it, the change will find that out.
                .filter(other -> !other.id().equals(order.id()))
                .isPresent();
    return usedElsewhere ? Optional.of(new MoveOrderResult.KeyReused()) : Optional.empty();
  }
}
