package io.saleproof.history;

import io.saleproof.orders.OrderStatus;
import io.saleproof.orders.PastOrder;
import io.saleproof.orders.ReturnedUnits;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a credit note is still to be found among the customer's orders, and what one of them can
 * take of it. Pure: it reads and writes nothing.
 */
final class ReturnPlan {

  /** An order takes no more returns than this, so that its document stays small. */
  static final int MAX_RETURNS = 1_000;

  private final String creditNote;
  private final Map<CreditNote.Item, Long> wanted;

  ReturnPlan(CreditNote note) {
    this.creditNote = note.id().number();
    this.wanted = new HashMap<>(note.items());
  }

  boolean isDone() {
    return wanted.isEmpty();
  }

  List<Sku> skus() {
    return wanted.keySet().stream().map(CreditNote.Item::sku).distinct().toList();
  }

  /** Counts units as found. */
  void found(List<ReturnedUnits> units) {
    for (ReturnedUnits unit : units) {
      wanted.computeIfPresent(
          new CreditNote.Item(unit.sku(), unit.creditedPrice()),
          (item, left) -> left > unit.quantity() ? left - unit.quantity() : null);
    }
  }

  /** Those of the order's returns that this credit note brought. */
  List<ReturnedUnits> broughtTo(PastOrder order) {
    return order.returns().stream().filter(units -> units.creditNote().equals(creditNote)).toList();
  }

  /**
   * What the order can take, as far as it is open.
   *
   * @param samePrice whether only units that were bought at the credited price count; if not, the
   *     dearest go first
   */
  List<ReturnedUnits> takenBy(PastOrder order, boolean samePrice) {
    List<ReturnedUnits> taken = new ArrayList<>();
    if (order.order().status() != OrderStatus.DELIVERED || order.returns().size() >= MAX_RETURNS) {
      return taken;
    }
    Map<Sku, Map<Money, Long>> open = new HashMap<>();
    wanted.forEach(
        (item, units) -> {
          long left = units;
          Map<Money, Long> prices = open.computeIfAbsent(item.sku(), order::open);
          for (Money price : candidates(item, prices, samePrice)) {
            long take = Math.min(left, prices.getOrDefault(price, 0L));
            if (take > 0) {
              taken.add(new ReturnedUnits(creditNote, item.sku(), price, item.unitPrice(), take));
              prices.merge(price, -take, Long::sum);
              left -= take;
            }
          }
        });
    return taken;
  }

  private static List<Money> candidates(
      CreditNote.Item item, Map<Money, Long> prices, boolean samePrice) {
    return samePrice
        ? List.of(item.unitPrice())
        : prices.keySet().stream()
            .sorted(Comparator.comparingLong(Money::amount).reversed())
            .toList();
  }
}
