package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An order of the time before this shop: delivered when it was made, at the prices that it had
 * then; returned once all of its units came back. No stock ever moves with it.
 *
 * @param returns what came back, in the order in which it was noted
 * @param cut where the file that it came from may have been cut within it
 */
public record PastOrder(Order order, List<ReturnedUnits> returns, Cut cut) {

  private static final String KEY_PREFIX = "import:";
  private static final String CAUSE = "import";

  public PastOrder {
    returns = List.copyOf(returns);
  }

  /** The idempotency key that lets a customer have an invoice once only. */
  public static String keyOf(String invoice) {
    return KEY_PREFIX + invoice;
  }

  /**
   * @param requestId the id of the request that brings it
   * @throws ArithmeticException if the total is beyond a {@code long}
   */
  public static PastOrder of(
      OrderId id, String invoice, Instant at, List<OrderLine> lines, String requestId, Cut cut) {
    OrderChange made = OrderChange.bySystem(1, OrderStatus.DELIVERED, at, CAUSE);
    return new PastOrder(
        order(id, keyOf(invoice), requestId, lines, List.of(made)), List.of(), cut);
  }

  public String invoice() {
    return order.key().substring(KEY_PREFIX.length());
  }

  /** The same with more lines, which a cut file had kept back. */
  public PastOrder withLines(List<OrderLine> lines, Instant at, Cut newCut) {
    return changed(lines, returns, at, CAUSE, newCut);
  }

  /** The same with units that came back. */
  public PastOrder withReturns(List<ReturnedUnits> more, Instant at) {
    List<ReturnedUnits> all = new ArrayList<>(returns);
    all.addAll(more);
    return changed(order.lines(), all, at, "credit note " + more.getFirst().creditNote(), cut);
  }

  /** Units bought and not returned, by price. */
  public Map<Money, Long> open(Sku sku) {
    Map<Money, Long> open = new HashMap<>();
    order.lines().stream()
        .filter(line -> line.sku().equals(sku))
        .forEach(line -> open.merge(line.unitPrice(), line.quantity(), Math::addExact));
    returns.stream()
        .filter(back -> back.sku().equals(sku))
        .forEach(back -> open.merge(back.unitPrice(), -back.quantity(), Math::addExact));
    open.values().removeIf(units -> units <= 0);
    return open;
  }

  private PastOrder changed(
      List<OrderLine> lines, List<ReturnedUnits> back, Instant at, String cause, Cut newCut) {
    long bought = lines.stream().mapToLong(OrderLine::quantity).sum();
    long returned = back.stream().mapToLong(ReturnedUnits::quantity).sum();
    // Whoever took the whole order back in this shop did so whatever the papers of the past say.
    boolean takenBack = order.history().stream().anyMatch(change -> change.restock() != null);
    OrderStatus status =
        takenBack || returned >= bought ? OrderStatus.RETURNED : OrderStatus.DELIVERED;
    List<OrderChange> history = new ArrayList<>(order.history());
    history.add(OrderChange.bySystem(order.version() + 1, status, at, cause));
    return new PastOrder(
        order(order.id(), order.key(), order.requestId(), lines, history), back, newCut);
  }

  private static Order order(
      OrderId id, String key, String requestId, List<OrderLine> lines, List<OrderChange> history) {
    Money total =
        lines.stream()
            .map(OrderLine::total)
            .reduce(Money::plus)
            .orElseThrow(() -> new IllegalArgumentException("an order has lines"));
    // No client sent it as a request, so there is nothing to hash.
    return new Order(
        id,
        key,
        CAUSE,
        requestId,
        lines,
        total,
        null,
        history,
        List.of(),
        null,
        null,
        OrderTurn.first(history.getFirst().at()),
        null);
  }

  public CustomerId customer() {
    return order.customer();
  }
}
