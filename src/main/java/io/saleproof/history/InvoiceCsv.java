package io.saleproof.history;

import io.saleproof.imports.Columns;
import io.saleproof.imports.Row;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of invoices as the Online Retail data set has them: one CSV record a line, numbers of
 * cancellations beginning with C and of accounting adjustments with A.
 */
final class InvoiceCsv {

  static final Columns COLUMNS =
      new Columns(
          Set.of("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice"),
          Set.of("Description", "CustomerID", "Country"),
          // The data set's second edition.
          Map.of("Invoice", "InvoiceNo", "Price", "UnitPrice"));

  private static final Pattern INVOICE = Pattern.compile(InvoiceLine.INVOICE_PATTERN);
  private static final Pattern CANCELLATION = Pattern.compile("[Cc]\\d.*");
  private static final Pattern ADJUSTMENT = Pattern.compile("[Aa]\\d.*");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern QUANTITY = Pattern.compile("[+-]?\\d{1,9}(\\.0+)?");
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d)?");
  private static final Pattern WHOLE_AS_DECIMAL = Pattern.compile("\\d+\\.0+");

  private final Prices prices;

  InvoiceCsv(Prices prices) {
    this.prices = prices;
  }

  /**
   * @throws RefusedLine if it is no line of an order or a cancellation
   */
  InvoiceLine read(Row.Csv row) {
    String invoice = invoice(present(row, "InvoiceNo", Refusal.INVALID_INVOICE));
    Sku sku = sku(present(row, "StockCode", Refusal.INVALID_SKU));
    long quantity = quantity(present(row, "Quantity", Refusal.INVALID_QUANTITY));
    Money price = prices.read(present(row, "UnitPrice", Refusal.INVALID_PRICE));
    boolean cancels = CANCELLATION.matcher(invoice).matches();
    refuseAdjustments(invoice, cancels, quantity, price);
    prices.check(price, Math.abs(quantity));
    String name = text(row, "Description");
    return new InvoiceLine(
        row.line(),
        invoice,
        sku,
        name == null ? sku.value() : name,
        Math.abs(quantity),
        cancels,
        date(present(row, "InvoiceDate", Refusal.INVALID_DATE)),
        price,
        customer(row.get("CustomerID")),
        text(row, "Country"));
  }

  private static String present(Row.Csv row, String column, Refusal otherwise) {
    String field = row.get(column);
    if (field == null) {
      throw new RefusedLine(otherwise, column + " is empty");
    }
    return field;
  }

  private static String invoice(String field) {
    if (!INVOICE.matcher(field).matches()) {
      throw new RefusedLine(
          Refusal.INVALID_INVOICE, "InvoiceNo is not of " + InvoiceLine.INVOICE_PATTERN);
    }
    return field;
  }

  /** Goods are in capitals in the catalogue; {@code BANK CHARGES} and the like get a dash. */
  private static Sku sku(String field) {
    String code = SPACES.matcher(field.toUpperCase(Locale.ROOT)).replaceAll("-");
    try {
      return new Sku(code);
    } catch (IllegalArgumentException wrong) {
      throw new RefusedLine(Refusal.INVALID_SKU, "StockCode is not of " + Sku.PATTERN);
    }
  }

  private static long quantity(String field) {
    if (!QUANTITY.matcher(field).matches()) {
      throw new RefusedLine(Refusal.INVALID_QUANTITY, "Quantity is not a whole number");
    }
    int point = field.indexOf('.');
    long quantity = Long.parseLong(point < 0 ? field : field.substring(0, point));
    if (quantity == 0 || Math.abs(quantity) > InvoiceLine.MAX_UNITS) {
      throw new RefusedLine(
          Refusal.INVALID_QUANTITY, "Quantity is 0 or beyond " + InvoiceLine.MAX_UNITS);
    }
    return quantity;
  }

  private static void refuseAdjustments(
      String invoice, boolean cancels, long quantity, Money price) {
    if (ADJUSTMENT.matcher(invoice).matches()) {
      throw new RefusedLine(Refusal.ACCOUNTING_ADJUSTMENT, "Invoice " + invoice + " sells nothing");
    }
    if (cancels && quantity > 0) {
      throw new RefusedLine(
          Refusal.POSITIVE_CANCELLATION,
          "Invoice " + invoice + " cancels, but Quantity is positive");
    }
    if (!cancels && quantity < 0) {
      throw price.amount() == 0
          ? new RefusedLine(Refusal.STOCK_ADJUSTMENT, "Units left the stock without being sold")
          : new RefusedLine(
              Refusal.NEGATIVE_QUANTITY, "Invoice " + invoice + " is no cancellation");
    }
  }

  private static LocalDateTime date(String field) {
    if (!DATE.matcher(field).matches()) {
      throw invalidDate();
    }
    try {
      return LocalDateTime.parse(field.replace(' ', 'T'));
    } catch (DateTimeException wrong) {
      throw invalidDate();
    }
  }

  private static RefusedLine invalidDate() {
    return new RefusedLine(
        Refusal.INVALID_DATE, "InvoiceDate is not a time such as 2010-12-01 08:26:00");
  }

  /** Spreadsheets make {@code 17850.0} of a customer's number. */
  private static @Nullable CustomerId customer(@Nullable String field) {
    if (field == null) {
      return null;
    }
    String id =
        WHOLE_AS_DECIMAL.matcher(field).matches() ? field.substring(0, field.indexOf('.')) : field;
    try {
      return new CustomerId(id);
    } catch (IllegalArgumentException wrong) {
      throw new RefusedLine(Refusal.INVALID_CUSTOMER, "CustomerID is not of " + CustomerId.PATTERN);
    }
  }

  private static @Nullable String text(Row.Csv row, String column) {
    String field = row.get(column);
    if (field != null && field.length() > InvoiceLine.MAX_TEXT) {
      throw new RefusedLine(
          Refusal.TEXT_TOO_LONG,
          "%s has over %d characters".formatted(column, InvoiceLine.MAX_TEXT));
    }
    return field;
  }
}
