package io.saleproof.orders;

import io.saleproof.stock.Attempt;
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
 * @param shortages why it was refused, unless it was for its cart; empty otherwise
 * @param cartId the cart that its lines came from; {@code null}: none
 * @param cartVersion the version that the cart had then
 * @param turn whose turn it is; no part of what clients see
 * @param dueAt when someone has to look at it again; {@code null}: nothing is left to be done
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
    List<Shortage> shortages,
    @Nullable String cartId,
    @Nullable Long cartVersion,
    OrderTurn turn,
    @Nullable Instant dueAt) {

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

  /** Whether it was in this state at any time. */
  public boolean wasEver(OrderStatus status) {
    return history.stream().anyMatch(change -> change.status() == status);
  }

  /** Whether it was refused because its cart was no longer as it was read. */
  public boolean isRefusedForCart() {
    return wasEver(OrderStatus.REFUSED) && shortages.isEmpty();
  }

  /** Whether a return put its units back to the shelf. */
  boolean isRestocked() {
    return history.stream().anyMatch(change -> Boolean.TRUE.equals(change.restock()));
  }

  /** Whether what its history calls for is known to be done. */
  public boolean isSettled() {
    return switch (status()) {
      case PENDING -> false;
      case PLACED -> dueAt != null && dueAt.equals(reservedUntil);
      case PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED, EXPIRED, REFUSED -> dueAt == null;
    };
  }

  /** When it is due once all that its history calls for is done: a placed order has to be paid. */
  @Nullable Instant dueOnceSettled() {
    return status() == OrderStatus.PLACED ? reservedUntil : null;
  }

  /** Whether the time that its stock is held for has passed. */
  boolean isOutOfTime(Instant now) {
    return reservedUntil != null && !reservedUntil.isAfter(now);
  }

  /** This turn, as the stock has to know it. */
  Attempt attempt() {
    return turn.attempt(id);
  }

  /** The order as it was right after a change, for answers that must not change later. */
  public Order asOf(OrderChange change) {
    List<OrderChange> until =
        history.stream().filter(other -> other.version() <= change.version()).toList();
    return new Order(
        id,
        key,
        requestHash,
        requestId,
        lines,
        total,
        reservedUntil,
        until,
        shortages,
        cartId,
        cartVersion,
        turn,
        dueAt);
  }

  /** The order as it was when its placing ended; pending if it has not. */
  public Order asAnswered() {
    return history.stream()
        .filter(change -> change.status() != OrderStatus.PENDING)
        .findFirst()
        .map(this::asOf)
        .orElse(this);
  }

  /** Units over all lines. */
  long units() {
    return lines.stream().mapToLong(OrderLine::quantity).sum();
  }

  /** Units per SKU over all lines, in the order in which they are held. */
  public SequencedMap<Sku, Long> quantities() {
    TreeMap<Sku, Long> quantities = new TreeMap<>();
    lines.forEach(line -> quantities.merge(line.sku(), line.quantity(), Math::addExact));
    return quantities;
  }
}
