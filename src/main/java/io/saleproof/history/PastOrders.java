package io.saleproof.history;

import io.saleproof.orders.OrderHistory;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.PastOrder;
import io.saleproof.trade.CustomerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Stores invoices that are orders, a batch at a time; doing it again changes nothing. */
final class PastOrders {

  /** How often others may insert orders of the same customers in between. */
  static final int MAX_TRIES = 50;

  private final OrderHistory history;
  private final Numbering numbering;
  private final String requestId;

  PastOrders(OrderHistory history, String requestId) {
    this.history = history;
    this.numbering = new Numbering(history);
    this.requestId = requestId;
  }

  /**
   * @param invoices in the order in which a customer's list is to have them, none twice
   * @param outcomes told what became of each
   */
  void store(List<Invoice> invoices, BiConsumer<Invoice, Stored> outcomes) {
    List<Invoice> left = invoices;
    for (int tries = 0; !left.isEmpty(); tries++) {
      if (tries == MAX_TRIES) {
        throw new IllegalStateException("too many others store orders of the same customers");
      }
      left = tryOnce(left, outcomes);
    }
  }

  /** One try; returns those that someone else got in the way of. */
  private List<Invoice> tryOnce(List<Invoice> invoices, BiConsumer<Invoice, Stored> outcomes) {
    invoices.forEach(numbering::prepare);
    Map<Invoice.Identity, PastOrder> known = known(invoices);
    List<Invoice> left = new ArrayList<>();
    List<PastOrder> orders = new ArrayList<>();
    Map<OrderId, Invoice> added = new LinkedHashMap<>();
    for (Invoice invoice : invoices) {
      PastOrder stored = known.get(invoice.identity());
      if (stored == null) {
        PastOrder order = orderOf(invoice);
        orders.add(order);
        added.put(order.order().id(), invoice);
      } else if (!reconcile(invoice, stored, outcomes)) {
        left.add(invoice);
      }
    }
    for (PastOrder refused : history.insert(orders)) {
      left.add(added.remove(refused.order().id()));
    }
    left.forEach(numbering::forget);
    added.values().forEach(invoice -> outcomes.accept(invoice, Stored.NEW));
    return left;
  }

  private Map<Invoice.Identity, PastOrder> known(List<Invoice> invoices) {
    List<CustomerId> customers = invoices.stream().map(Invoice::customer).distinct().toList();
    List<String> numbers = invoices.stream().map(Invoice::number).toList();
    Map<Invoice.Identity, PastOrder> known = new HashMap<>();
    history
        .findAll(customers, numbers)
        .forEach(
            order -> known.put(new Invoice.Identity(order.customer(), order.invoice()), order));
    return known;
  }

  private PastOrder orderOf(Invoice invoice) {
    return PastOrder.of(
        numbering.next(invoice.customer()),
        invoice.number(),
        invoice.at(),
        invoice.orderLines(),
        requestId,
        invoice.cut());
  }

  /** Whether it is settled; if not, the order has changed meanwhile. */
  private boolean reconcile(
      Invoice invoice, PastOrder stored, BiConsumer<Invoice, Stored> outcomes) {
    Alignment alignment =
        Alignment.of(stored.order().lines(), stored.cut(), invoice.orderLines(), invoice.cut());
    Stored outcome =
        switch (alignment) {
          case Alignment.Known() -> Stored.ALREADY_THERE;
          case Alignment.Differs() -> Stored.DIFFERS;
          case Alignment.Longer longer -> Stored.NEW;
        };
    if (alignment instanceof Alignment.Longer longer
        && !history.replace(stored, stored.withLines(longer.lines(), invoice.at(), longer.cut()))) {
      return false;
    }
    outcomes.accept(invoice, outcome);
    return true;
  }
}
