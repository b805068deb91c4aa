package io.saleproof.orders;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an order stands. */
public enum OrderStatus {
  PENDING(true),
  PLACED(true),
  PAID(true),
  SHIPPED(true),
  DELIVERED(false),
  CANCELLED(false),
  RETURNED(false),
  EXPIRED(false),
  REFUSED(false);

  private final boolean ongoing;

  OrderStatus(boolean ongoing) {
    this.ongoing = ongoing;
  }

  /** Whether something is still to come. */
  public boolean isOngoing() {
    return ongoing;
  }

  /** Whether what it is about was sold and stays so, as far as is known. */
  boolean isSold() {
    return switch (this) {
      case PLACED, PAID, SHIPPED, DELIVERED -> true;
      case PENDING, CANCELLED, RETURNED, EXPIRED, REFUSED -> false;
    };
  }

  /** The name that clients and the database see. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OrderStatus> ofLabel(String label) {
    return Arrays.stream(values()).filter(status -> status.label().equals(label)).findFirst();
  }
}
