package io.saleproof.trade;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An amount in minor units (pence, cents) of an ISO 4217 currency. Arithmetic is exact: an overflow
 * or a mix of currencies throws {@link ArithmeticException}.
 */
public record Money(long amount, String currency) {

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * @throws IllegalArgumentException if the currency is not an ISO 4217 code
   */
  @JsonCreator
  public Money(
      @JsonProperty(value = "amount", required = true) long amount,
      @JsonProperty(value = "currency", required = true) String currency) {
    if (!CURRENCIES.contains(currency)) {
      throw new IllegalArgumentException("currency must be an ISO 4217 code such as GBP");
    }
    this.amount = amount;
    this.currency = currency;
  }

  public static Money zero(String currency) {
    return new Money(0, currency);
  }

  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new ArithmeticException("can't add " + other.currency + " to " + currency);
    }
    return new Money(Math.addExact(amount, other.amount), currency);
  }

  public Money times(long factor) {
    return new Money(Math.multiplyExact(amount, factor), currency);
  }
}
