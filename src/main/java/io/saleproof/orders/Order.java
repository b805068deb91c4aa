package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An order with its history, as stored. Lines, prices and total never change once it is made; only
 * the status does, and every change is in the history.
 *
 * @param key the idempotency key, scoped to the caller
 * @param requestHash the hash of what was asked, to tell a repeat from another request
 * @param requestId the id of the request that made it; a refusal answers with it for ever
 * @param shortages why it was refused; empty otherwise
 */
public record Order(
    OrderId id,
    String key,
    String requestHash,
    String requestId,
    List<OrderLine> lines,
    Money total,
    @Nullable Instant reservedUntil,
    List<OrderChange> history,
    List<Shortage> shortages) {

  public Order {
    lines = List.copyOf(lines);
    history = List.copyOf(history);
    shortages = List.copyOf(shortages);
    if (lines.isEmpty() || history.isEmpty()) {
      throw new IllegalArgumentException("an order has lines and a history");
    }
  }

  public CustomerId customer() {
    return id.customer();
  }

  public OrderChange last() {
    return history.getLast();
  }

  public OrderStatus status() {
    return last().status();
  }

  public long version() {
    return last().version();
  }

  /** When it was made. */
  public Instant createdAt() {
    return history.getFirst().at();
  }

  /** The order as it was right after a change, for answers that must not change later. */
  public Order asOf(OrderChange change) {
    List<OrderChange> until =
        history.stream().filter(other -> other.version() <= change.version()).toList();
    return new Order(
        id, key, requestHash, requestId, lines, total, reservedUntil, until, shortages);
  }

  /** The order as it was when its placing ended; pending if it has not. */
  public Order asAnswered() {
    return history.stream()
        .filter(change -> change.status() != OrderStatus.PENDING)
        .findFirst()
        .map(this::asOf)
        .orElse(this);
  }

  /** Units per SKU over all lines, in the order in which they are held. */
  public SequencedMap<Sku, Long> quantities() {
    TreeMap<Sku, Long> quantities = new TreeMap<>();
    lines.forEach(line -> quantities.merge(line.sku(), line.quantity(), Math::addExact));
    return quantities;
  }
}
