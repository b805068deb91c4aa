package io.saleproof.history;

import io.saleproof.orders.OrderLine;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One line of an invoice as a file has it.
 *
 * @param number the line of the file that it begins on
 * @param units bought, or cancelled; at least 1
 * @param cancels whether the units are given back
 * @param at the time as written, which is London's
 * @param customer {@code null} for a guest
 */
record InvoiceLine(
    long number,
    String invoice,
    Sku sku,
    String name,
    long units,
    boolean cancels,
    LocalDateTime at,
    Money unitPrice,
    @Nullable CustomerId customer,
    @Nullable String country) {

  static final ZoneId LONDON = ZoneId.of("Europe/London");

  /** No line has more units: what live orders allow. */
  static final long MAX_UNITS = 1_000_000;

  /** No line is worth more minor units, so that a month's sum stays far from overflowing. */
  static final long MAX_AMOUNT = 10_000_000_000L;

  /** No name or country is longer. */
  static final int MAX_TEXT = 500;

  /** Invoices' numbers: short enough that a guest's customer id can hold one. */
  static final String INVOICE_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$";

  InvoiceLine {
    if (units < 1 || units > MAX_UNITS) {
      throw new IllegalArgumentException("a line has 1 to " + MAX_UNITS + " units");
    }
  }

  /** The month that the line's revenue belongs to. */
  YearMonth month() {
    return YearMonth.from(at);
  }

  Instant instant() {
    return at.atZone(LONDON).toInstant();
  }

  /** What the line adds to its month, in minor units; a cancellation takes away. */
  long revenue() {
    long amount = Math.multiplyExact(unitPrice.amount(), units);
    return cancels ? -amount : amount;
  }

  OrderLine orderLine() {
    return OrderLine.of(sku, name, units, unitPrice, 0);
  }
}
