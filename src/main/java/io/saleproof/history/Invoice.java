package io.saleproof.history;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderLine;
import io.saleproof.trade.CustomerId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one invoice, in the order of the file. All are of one customer, and all buy or all
 * cancel.
 *
 * @param cut where the file may have been cut within it
 */
record Invoice(List<InvoiceLine> lines, Cut cut) {

  /** No invoice has more lines. */
  static final int MAX_LINES = 2_000;

  private static final String GUEST = "guest-";

  Invoice {
    lines = List.copyOf(lines);
    if (lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new IllegalArgumentException("an invoice has 1 to " + MAX_LINES + " lines");
    }
  }

  String number() {
    return lines.getFirst().invoice();
  }

  boolean cancels() {
    return lines.getFirst().cancels();
  }

  /** The invoice's customer; guests are one a piece, for they are not one person. */
  CustomerId customer() {
    CustomerId known = lines.getFirst().customer();
    return known == null ? new CustomerId(GUEST + number()) : known;
  }

  boolean isGuest() {
    return lines.getFirst().customer() == null;
  }

  @Nullable String country() {
    return lines.stream()
        .map(InvoiceLine::country)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** When it was made. Lines entered a minute later don't move it. */
  Instant at() {
    return lines.getFirst().instant();
  }

  List<OrderLine> orderLines() {
    return lines.stream().map(InvoiceLine::orderLine).toList();
  }

  /** Which stored invoice it is. */
  Identity identity() {
    return new Identity(customer(), number());
  }

  /** An invoice's number is its customer's; another customer's equal one is another invoice. */
  record Identity(CustomerId customer, String number) {}
}
