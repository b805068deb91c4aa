package io.saleproof.history;

import static io.saleproof.history.InvoiceFiles.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvoiceCsvTest {

  @Test
  void readsALineAsTheDataSetHasIt() {
    InvoiceLine line =
        only("536365,85123A,WHITE HEART ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n");

    assertThat(line.number()).isEqualTo(2);
    assertThat(line.invoice()).isEqualTo("536365");
    assertThat(line.sku().value()).isEqualTo("85123A");
    assertThat(line.name()).isEqualTo("WHITE HEART");
    assertThat(line.units()).isEqualTo(6);
    assertThat(line.cancels()).isFalse();
    assertThat(line.unitPrice()).isEqualTo(new Money(255, "GBP"));
    assertThat(line.customer()).isEqualTo(new CustomerId("17850"));
    assertThat(line.country()).isEqualTo("United Kingdom");
    assertThat(line.instant()).isEqualTo(Instant.parse("2010-12-01T08:26:00Z"));
    assertThat(line.revenue()).isEqualTo(1_530);
  }

  @Test
  void readsTimesAsLondonsAndMonthsAsWritten() {
    InvoiceLine lastOfJune = only("1,A1,x,1,2011-07-01 00:30:00,1,,\n");

    assertThat(lastOfJune.instant()).isEqualTo(Instant.parse("2011-06-30T23:30:00Z"));
    assertThat(lastOfJune.month()).isEqualTo(YearMonth.of(2011, 7));
  }

  @Test
  void readsACancellationAsUnitsThatComeBack() {
    InvoiceLine line = only("C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,x\n");

    assertThat(line.cancels()).isTrue();
    assertThat(line.units()).isEqualTo(1);
    assertThat(line.revenue()).isEqualTo(-2_750);
  }

  @ParameterizedTest
  @CsvSource({"85123a,85123A", "BANK CHARGES,BANK-CHARGES", "gift_0001_20,GIFT_0001_20", "m,M"})
  void writesCodesAsTheCatalogueDoes(String written, String sku) {
    assertThat(only("1," + written + ",,1,2011-06-01 12:00:00,1,,\n").sku().value()).isEqualTo(sku);
  }

  @Test
  void takesFreeLinesAndThoseWithoutNameOrCustomer() {
    InvoiceLine line = only("1,22139,,56,2010-12-01 11:52:00,0,,\n");

    assertThat(line.name()).isEqualTo("22139");
    assertThat(line.customer()).isNull();
    assertThat(line.country()).isNull();
    assertThat(line.revenue()).isZero();
  }

  @Test
  void readsQuotesCommasAndLineEndsInNames() {
    List<InvoiceLine> lines =
        read(
            "1,A1,\"BOX, \"\"SMALL\"\"\nBLUE\",1,2011-06-01 12:00:00,1,,\n"
                + "1,A2,plain,1,2011-06-01 12:00:00,1,,\n");

    assertThat(lines)
        .extracting(InvoiceLine::name)
        .containsExactly("BOX, \"SMALL\"\nBLUE", "plain");
    assertThat(lines).extracting(InvoiceLine::number).containsExactly(2L, 4L);
  }

  @Test
  void knowsTheSecondEditionsColumns() {
    InvoiceLine line =
        new InvoiceCsv(new Prices("GBP"))
            .read(
                (io.saleproof.imports.Row.Csv)
                    java.util.Objects.requireNonNull(
                        InvoiceFiles.upload(
                                "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,"
                                    + "Customer ID,Country\n"
                                    + "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,UK\n")
                            .next()));

    assertThat(line.customer()).isEqualTo(new CustomerId("13085"));
    assertThat(line.unitPrice().amount()).isEqualTo(695);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INVALID_INVOICE|,A1,x,1,2011-06-01 12:00:00,1,,",
        "INVALID_INVOICE|$where,A1,x,1,2011-06-01 12:00:00,1,,",
        "INVALID_SKU|1,,x,1,2011-06-01 12:00:00,1,,",
        "INVALID_SKU|1,a/b,x,1,2011-06-01 12:00:00,1,,",
        "INVALID_QUANTITY|1,A1,x,0,2011-06-01 12:00:00,1,,",
        "INVALID_QUANTITY|1,A1,x,,2011-06-01 12:00:00,1,,",
        "INVALID_QUANTITY|1,A1,x,1.5,2011-06-01 12:00:00,1,,",
        "INVALID_QUANTITY|1,A1,x,2147483648,2011-06-01 12:00:00,1,,",
        "INVALID_QUANTITY|1,A1,x,1000001,2011-06-01 12:00:00,1,,",
        "INVALID_DATE|1,A1,x,1,,1,,",
        "INVALID_DATE|1,A1,x,1,01/06/2011 12:00,1,,",
        "INVALID_DATE|1,A1,x,1,2011-02-29 12:00:00,1,,",
        "INVALID_PRICE|1,A1,x,1,2011-06-01 12:00:00,,,",
        "INVALID_PRICE|1,A1,x,1,2011-06-01 12:00:00,NaN,,",
        "NOT_IN_MINOR_UNITS|1,PADS,x,1,2011-06-01 12:00:00,0.001,,",
        "NEGATIVE_PRICE|1,A1,x,1,2011-06-01 12:00:00,-1,,",
        "AMOUNT_TOO_LARGE|1,A1,x,1000000,2011-06-01 12:00:00,99999999,,",
        "INVALID_CUSTOMER|1,A1,x,1,2011-06-01 12:00:00,1,$where,",
        "STOCK_ADJUSTMENT|536589,21777,,-10,2010-12-01 16:50:00,0,,United Kingdom",
        "NEGATIVE_QUANTITY|1,A1,x,-1,2011-06-01 12:00:00,1,,",
        "POSITIVE_CANCELLATION|C1,A1,x,1,2011-06-01 12:00:00,1,,",
        "ACCOUNTING_ADJUSTMENT|A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,x",
        "ACCOUNTING_ADJUSTMENT|A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,x",
      })
  void refusesWhatIsNoLineOfAnOrder(Refusal reason, String line) {
    assertThatThrownBy(() -> read(line + "\n"))
        .isInstanceOfSatisfying(
            RefusedLine.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.detail()).isNotBlank();
            });
  }

  @Test
  void refusesTextsThatNoNameHas() {
    assertThatThrownBy(() -> read("1,A1," + "x".repeat(501) + ",1,2011-06-01 12:00:00,1,,\n"))
        .isInstanceOfSatisfying(
            RefusedLine.class,
            refused -> assertThat(refused.reason().code()).isEqualTo("text-too-long"));
  }

  private static InvoiceLine only(String line) {
    return read(line).getFirst();
  }
}
