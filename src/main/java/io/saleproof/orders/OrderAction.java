package io.saleproof.orders;

import static io.saleproof.orders.OrderStatus.CANCELLED;
import static io.saleproof.orders.OrderStatus.PAID;
import static io.saleproof.orders.OrderStatus.PLACED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a caller may do to an order, from which states and to which: the one table of the order's
 * life, as far as callers move it.
 */
public enum OrderAction {
  PAY(EnumSet.of(PLACED), PAID),
  CANCEL(EnumSet.of(PLACED, PAID), CANCELLED);

  private final Set<OrderStatus> from;
  private final OrderStatus to;

  OrderAction(Set<OrderStatus> from, OrderStatus to) {
    this.from = from;
    this.to = to;
  }

  public boolean isLegalFrom(OrderStatus status) {
    return from.contains(status);
  }

  public OrderStatus to() {
    return to;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The actions that an order in this state allows. */
  public static List<String> legalFrom(OrderStatus status) {
    return Arrays.stream(values())
        .filter(action -> action.isLegalFrom(status))
        .map(OrderAction::label)
        .toList();
  }
}
