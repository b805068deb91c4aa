package io.saleproof.history;

import io.saleproof.trade.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Pattern;

/** Reads and checks prices of one currency, exactly. */
final class Prices {

  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,12})?");

  private final String currency;
  private final int digits;

  /**
   * @throws IllegalArgumentException if there is no such currency, or it has no minor unit
   */
  Prices(String currency) {
    this.currency = currency;
    this.digits = Currency.getInstance(currency).getDefaultFractionDigits();
    if (digits < 0) {
      throw new IllegalArgumentException(currency + " has no minor unit");
    }
  }

  String currency() {
    return currency;
  }

  /**
   * Reads a price such as {@code 2.1} or {@code 2.10}.
   *
   * @throws RefusedLine if it is none, or not a whole number of minor units
   */
  Money read(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new RefusedLine(Refusal.INVALID_PRICE, "UnitPrice is not a decimal number");
    }
    BigDecimal minor = new BigDecimal(text).movePointRight(digits).stripTrailingZeros();
    if (minor.scale() > 0) {
      throw new RefusedLine(
          Refusal.NOT_IN_MINOR_UNITS,
          "%s has %d decimal places, the price is %s".formatted(currency, digits, text));
    }
    return new Money(minor.longValueExact(), currency);
  }

  /**
   * Checks what a line is worth.
   *
   * @throws RefusedLine if the price is negative, of another currency, or the whole beyond bounds
   */
  void check(Money price, long units) {
    if (!price.currency().equals(currency)) {
      throw new RefusedLine(
          Refusal.WRONG_CURRENCY,
          "The import is in %s, the price in %s".formatted(currency, price.currency()));
    }
    if (price.amount() < 0) {
      throw new RefusedLine(Refusal.NEGATIVE_PRICE, "The price is negative");
    }
    if (price.amount() > InvoiceLine.MAX_AMOUNT / units) {
      throw new RefusedLine(
          Refusal.AMOUNT_TOO_LARGE,
          "A line is worth at most %d minor units".formatted(InvoiceLine.MAX_AMOUNT));
    }
  }
}
