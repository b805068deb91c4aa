package io.saleproof.orders;

import static io.saleproof.orders.OrderStatus.CANCELLED;
import static io.saleproof.orders.OrderStatus.DELIVERED;
import static io.saleproof.orders.OrderStatus.EXPIRED;
import static io.saleproof.orders.OrderStatus.PAID;
import static io.saleproof.orders.OrderStatus.PENDING;
import static io.saleproof.orders.OrderStatus.PLACED;
import static io.saleproof.orders.OrderStatus.REFUSED;
import static io.saleproof.orders.OrderStatus.RETURNED;
import static io.saleproof.orders.OrderStatus.SHIPPED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be done to an order, from which states and to which: the one table of an order's life.
 * An order begins as pending; every other change of its state is one of these.
 */
public enum OrderAction {
  /** Everything is held. */
  PLACE(By.SYSTEM, EnumSet.of(PENDING), PLACED),
  /** Not everything can be had. */
  REFUSE(By.SYSTEM, EnumSet.of(PENDING), REFUSED),
  /** Its time is over, unpaid. */
  EXPIRE(By.SYSTEM, EnumSet.of(PENDING, PLACED), EXPIRED),
  PAY(By.CALLERS, EnumSet.of(PLACED), PAID),
  SHIP(By.CALLERS, EnumSet.of(PAID), SHIPPED),
  DELIVER(By.CALLERS, EnumSet.of(SHIPPED), DELIVERED),
  CANCEL(By.CALLERS, EnumSet.of(PLACED, PAID), CANCELLED),
  RETURN(By.CALLERS, EnumSet.of(DELIVERED), RETURNED);

  private enum By {
    SYSTEM,
    CALLERS
  }

  private final By by;
  private final Set<OrderStatus> from;
  private final OrderStatus to;

  OrderAction(By by, Set<OrderStatus> from, OrderStatus to) {
    this.by = by;
    this.from = from;
    this.to = to;
  }

  public boolean isLegalFrom(OrderStatus status) {
    return from.contains(status);
  }

  /** Whether callers may ask for it; the others follow from what happens. */
  public boolean isForCallers() {
    return by == By.CALLERS;
  }

  public OrderStatus to() {
    return to;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What callers may do to an order in this state. */
  public static List<String> legalFrom(OrderStatus status) {
    return Arrays.stream(values())
        .filter(action -> action.isForCallers() && action.isLegalFrom(status))
        .map(OrderAction::label)
        .toList();
  }
}
