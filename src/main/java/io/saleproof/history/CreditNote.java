package io.saleproof.history;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderLine;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cancellation of the past: what a customer gave back, whether or not what it cancels was found.
 *
 * @param lines quantities are positive; prices are what each unit was credited with
 */
record CreditNote(
    Invoice.Identity id, Instant at, List<OrderLine> lines, Cut cut, String requestId) {

  CreditNote {
    lines = List.copyOf(lines);
  }

  static CreditNote of(Invoice invoice, String requestId) {
    return new CreditNote(
        invoice.identity(), invoice.at(), invoice.orderLines(), invoice.cut(), requestId);
  }

  CreditNote with(List<OrderLine> moreLines, Cut newCut) {
    return new CreditNote(id, at, moreLines, newCut, requestId);
  }

  CustomerId customer() {
    return id.customer();
  }

  Money total() {
    return lines.stream().map(OrderLine::total).reduce(Money::plus).orElseThrow();
  }

  /** What was given back, line by line alike ones together. */
  record Item(Sku sku, Money unitPrice) {}

  Map<Item, Long> items() {
    Map<Item, Long> items = new LinkedHashMap<>();
    lines.forEach(
        line ->
            items.merge(new Item(line.sku(), line.unitPrice()), line.quantity(), Math::addExact));
    return items;
  }
}
