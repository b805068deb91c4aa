package io.saleproof.history;

import static java.util.Objects.requireNonNull;

import io.saleproof.http.BodyReader;
import io.saleproof.imports.Row;
import io.saleproof.orders.Cut;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.LocalDateTime;
import java.util.List;

/** Reads past orders of NDJSON: one whole order a line, taken or refused as a whole. */
final class InvoiceJson {

  private final BodyReader bodies;
  private final Prices prices;

  InvoiceJson(BodyReader bodies, Prices prices) {
    this.bodies = bodies;
    this.prices = prices;
  }

  /**
   * @throws io.saleproof.http.ProblemException if it is not JSON of the shape
   * @throws RefusedLine if it is no order and no cancellation
   */
  Invoice read(Row.Json row) {
    InvoiceInput input = bodies.read(row.text(), InvoiceInput.class);
    List<InvoiceInput.Line> lines = requireNonNull(input.lines());
    boolean cancels = quantity(lines.getFirst()) < 0;
    return new Invoice(
        lines.stream().map(line -> line(row.line(), input, line, cancels)).toList(), Cut.NONE);
  }

  private InvoiceLine line(
      long number, InvoiceInput input, InvoiceInput.Line line, boolean cancels) {
    long quantity = quantity(line);
    if (quantity < 0 != cancels) {
      throw new RefusedLine(
          cancels ? Refusal.POSITIVE_CANCELLATION : Refusal.NEGATIVE_QUANTITY,
          "An order's quantities are all positive, a cancellation's all negative");
    }
    Sku sku = requireNonNull(line.sku());
    Money price = requireNonNull(line.unitPrice());
    prices.check(price, Math.abs(quantity));
    return new InvoiceLine(
        number,
        requireNonNull(input.invoice()),
        sku,
        line.name() == null || line.name().isBlank() ? sku.value() : line.name(),
        Math.abs(quantity),
        cancels,
        londonTime(input),
        price,
        input.customerId(),
        input.country());
  }

  private static long quantity(InvoiceInput.Line line) {
    long quantity = requireNonNull(line.quantity());
    if (quantity == 0 || quantity > InvoiceLine.MAX_UNITS || quantity < -InvoiceLine.MAX_UNITS) {
      throw new RefusedLine(
          Refusal.INVALID_QUANTITY, "A quantity is 0 or beyond " + InvoiceLine.MAX_UNITS);
    }
    return quantity;
  }

  private static LocalDateTime londonTime(InvoiceInput input) {
    LocalDateTime at =
        requireNonNull(input.at()).atZoneSameInstant(InvoiceLine.LONDON).toLocalDateTime();
    if (at.getYear() < 0 || at.getYear() > 9999) {
      throw new RefusedLine(Refusal.INVALID_DATE, "at is not of the years 0 to 9999");
    }
    return at;
  }
}
