package io.saleproof.orders;

import com.fasterxml.jackson.annotation.JsonValue;
import io.saleproof.trade.CustomerId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An order's id: the customer, encoded, and the order's number in the customer's list. So a read by
 * id knows the shard, and two orders can't share an id without sharing a number.
 */
public record OrderId(CustomerId customer, long seq) {

  private static final int MAX_LENGTH = 128;

  public OrderId {
    if (seq < 1) {
      throw new IllegalArgumentException("orders are numbered from 1");
    }
  }

  /** Reads a client's id; empty if it can't be one of ours. */
  public static Optional<OrderId> parse(String text) {
    int dot = text.lastIndexOf('.');
    if (text.length() > MAX_LENGTH
        || dot < 1
        || !text.substring(dot + 1).matches("[1-9]\\d{0,17}")) {
      return Optional.empty();
    }
    try {
      byte[] customer = Base64.getUrlDecoder().decode(text.substring(0, dot));
      OrderId id =
          new OrderId(
              new CustomerId(new String(customer, StandardCharsets.UTF_8)),
              Long.parseLong(text.substring(dot + 1)));
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  @JsonValue
  @Override
  public String toString() {
    byte[] bytes = customer.value().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "." + seq;
  }
}
