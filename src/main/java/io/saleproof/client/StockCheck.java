package io.saleproof.client;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the stock after a replay with what it was before, what was received, and the lines of
 * the orders that are there. Nobody else may have moved these SKUs meanwhile.
 */
record StockCheck(StockPlan plan, Map<Sku, StockFigures> after) {

  StockCheck {
    after = Map.copyOf(after);
  }

  /** Every SKU's equation. */
  Check equations(List<SeenOrder> orders) {
    Map<Sku, Long> sold = units(orders, "paid");
    Map<Sku, Long> held = units(orders, "placed");
    Map<Sku, Long> received = plan.missing();
    List<String> mistakes = new ArrayList<>();
    for (Sku sku : new TreeMap<>(plan.asked()).keySet()) {
      StockFigures before = plan.before(sku);
      StockFigures now = after.getOrDefault(sku, StockFigures.NONE);
      if (now.onHand() < 0 || now.reserved() < 0 || now.available() < 0) {
        mistakes.add(sku + " is below zero: " + now);
      }
      if (now.available() != now.onHand() - now.reserved()) {
        mistakes.add(sku + ": available is not on hand less reserved: " + now);
      }
      long onHand = before.onHand() + received.getOrDefault(sku, 0L) - sold.getOrDefault(sku, 0L);
      if (now.onHand() != onHand) {
        mistakes.add(
            "%s: %d on hand, where %d + %d received − %d sold = %d"
                .formatted(
                    sku,
                    now.onHand(),
                    before.onHand(),
                    received.getOrDefault(sku, 0L),
                    sold.getOrDefault(sku, 0L),
                    onHand));
      }
      long reserved = before.reserved() + held.getOrDefault(sku, 0L);
      if (now.reserved() != reserved) {
        mistakes.add(
            "%s: %d reserved, where %d + %d in unpaid orders = %d"
                .formatted(
                    sku, now.reserved(), before.reserved(), held.getOrDefault(sku, 0L), reserved));
      }
    }
    return new Check("every SKU's equation holds", plan.asked().size(), mistakes);
  }

  /** All lines of paid orders together are what left the stock. */
  Check sum(List<SeenOrder> orders) {
    long inOrders = units(orders, "paid").values().stream().mapToLong(Long::longValue).sum();
    long left = plan.missing().values().stream().mapToLong(Long::longValue).sum();
    for (Sku sku : plan.asked().keySet()) {
      left += plan.before(sku).onHand() - after.getOrDefault(sku, StockFigures.NONE).onHand();
    }
    return new Check(
        "the lines of paid orders are what left the stock",
        inOrders,
        inOrders == left
            ? List.of()
            : List.of(
                "%,d units in paid orders, %,d units left the stock".formatted(inOrders, left)));
  }

  static Map<Sku, Long> units(List<SeenOrder> orders, String status) {
    Map<Sku, Long> units = new TreeMap<>();
    orders.stream()
        .filter(order -> order.status().equals(status))
        .forEach(order -> order.units().forEach((sku, n) -> units.merge(sku, n, Long::sum)));
    return units;
  }
}
