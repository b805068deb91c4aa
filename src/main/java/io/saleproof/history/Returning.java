package io.saleproof.history;

import io.saleproof.orders.OrderHistory;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.PastOrder;
import io.saleproof.orders.ReturnedUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a credit note cancels: earlier orders of the same customer with units of the same SKU
 * that have not come back, at the same price if there are such, the latest first.
 *
 * <p>The orders themselves hold what came back with which note, each changed on the condition that
 * nobody else changed it. So it may be done again after a crash, and twice at once.
 */
final class Returning {

  /** How often others may change an order in between. */
  static final int MAX_TRIES = 20;

  private final OrderHistory history;

  Returning(OrderHistory history) {
    this.history = history;
  }

  /** Units that came back to an order. */
  record Back(OrderId order, ReturnedUnits units) {}

  /**
   * Notes the credit note's units at the orders that they belong to.
   *
   * @return all that were found, before or now
   */
  List<Back> match(CreditNote note) {
    ReturnPlan plan = new ReturnPlan(note);
    List<Back> found = new ArrayList<>();
    for (PastOrder order : history.returnedBy(note.customer(), note.id().number())) {
      count(order, plan.broughtTo(order), plan, found);
    }
    for (boolean samePrice : new boolean[] {true, false}) {
      if (!plan.isDone()) {
        history.visitReturnable(
            note.customer(),
            plan.skus(),
            note.at(),
            order -> {
              take(order, note, plan, samePrice, found);
              return !plan.isDone();
            });
      }
    }
    return found;
  }

  private void take(
      PastOrder read, CreditNote note, ReturnPlan plan, boolean samePrice, List<Back> found) {
    PastOrder order = read;
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      List<ReturnedUnits> units = plan.takenBy(order, samePrice);
      if (units.isEmpty()) {
        return;
      }
      if (history.replace(order, order.withReturns(units, note.at()))) {
        count(order, units, plan, found);
        return;
      }
      Optional<PastOrder> now = history.find(order.order().id());
      if (now.isEmpty()) {
        return;
      }
      // Another import of the same file may have noted these very units meanwhile.
      List<ReturnedUnits> before = plan.broughtTo(order);
      List<ReturnedUnits> others = new ArrayList<>(plan.broughtTo(now.get()));
      others.removeAll(before);
      count(now.get(), others, plan, found);
      order = now.get();
    }
    throw new IllegalStateException("too many others change order " + read.order().id());
  }

  private static void count(
      PastOrder order, List<ReturnedUnits> units, ReturnPlan plan, List<Back> found) {
    plan.found(units);
    units.forEach(unit -> found.add(new Back(order.order().id(), unit)));
  }
}
