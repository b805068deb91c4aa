package io.saleproof.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.trade.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

  private final Prices pounds = new Prices("GBP");

  @ParameterizedTest
  @CsvSource({
    "2.1,210",
    "2.10,210",
    "2.100,210",
    "0,0",
    "0.01,1",
    "13541.33,1354133",
    "-11062.06,-1106206",
    "+1,100"
  })
  void readsPoundsAsPenniesExactly(String text, long pennies) {
    assertThat(pounds.read(text)).isEqualTo(new Money(pennies, "GBP"));
  }

  @ParameterizedTest
  @CsvSource({"JPY,120,120", "KWD,1.234,1234", "EUR,0.5,50"})
  void knowsOtherCurrenciesMinorUnits(String currency, String text, long amount) {
    assertThat(new Prices(currency).read(text)).isEqualTo(new Money(amount, currency));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "2.105", "0.000001"})
  void refusesWhatNoCoinPays(String text) {
    refused(() -> pounds.read(text), Refusal.NOT_IN_MINOR_UNITS);
    refused(() -> new Prices("JPY").read("1.5"), Refusal.NOT_IN_MINOR_UNITS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "1e9", "1,5", "£1", "0x1", ".", "1.", "١", "9999999999999"})
  void refusesWhatIsNoNumber(String text) {
    refused(() -> pounds.read(text), Refusal.INVALID_PRICE);
  }

  @Test
  void checksWhatALineIsWorth() {
    pounds.check(new Money(InvoiceLine.MAX_AMOUNT / 1_000, "GBP"), 1_000);
    refused(
        () -> pounds.check(new Money(InvoiceLine.MAX_AMOUNT / 1_000 + 1, "GBP"), 1_000),
        Refusal.AMOUNT_TOO_LARGE);
    refused(() -> pounds.check(new Money(-1, "GBP"), 1), Refusal.NEGATIVE_PRICE);
    refused(() -> pounds.check(new Money(1, "EUR"), 1), Refusal.WRONG_CURRENCY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXX", "gbp", "POUND", ""})
  void knowsNoCurrencyWithoutMinorUnit(String currency) {
    assertThatThrownBy(() -> new Prices(currency)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(Runnable reading, Refusal reason) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            RefusedLine.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
