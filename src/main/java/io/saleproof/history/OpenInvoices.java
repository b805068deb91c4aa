package io.saleproof.history;

import io.saleproof.orders.Cut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Invoices that may get further lines: a window over the file, because lines of an invoice need not
 * stand together. The one opened first leaves first, so that invoices come out in the file's order.
 * Bounded by {@value #MAX_OPEN} invoices and {@value #MAX_LINES} lines.
 */
final class OpenInvoices {

  static final int MAX_OPEN = 100;
  static final int MAX_LINES = 10_000;

  private final SequencedMap<String, List<InvoiceLine>> open = new LinkedHashMap<>();
  private int lines;
  private @Nullable String first;
  private @Nullable String last;

  /**
   * Takes a line.
   *
   * @return the invoices that have left the window, in the order of the file
   * @throws RefusedLine if it does not fit the earlier lines of its invoice
   */
  List<Invoice> add(InvoiceLine line) {
    List<InvoiceLine> ofInvoice = open.get(line.invoice());
    if (ofInvoice == null) {
      ofInvoice = new ArrayList<>();
      open.put(line.invoice(), ofInvoice);
      first = first == null ? line.invoice() : first;
    } else {
      refuseUnfit(ofInvoice, line);
    }
    ofInvoice.add(line);
    lines++;
    last = line.invoice();
    return leave(MAX_OPEN, MAX_LINES, false);
  }

  /** The rest, after the last line of the file. */
  List<Invoice> close() {
    return leave(0, 0, true);
  }

  private List<Invoice> leave(int mostOpen, int mostLines, boolean ended) {
    List<Invoice> left = new ArrayList<>();
    while (open.size() > mostOpen || (lines > mostLines && !open.isEmpty())) {
      Map.Entry<String, List<InvoiceLine>> oldest = open.pollFirstEntry();
      lines -= oldest.getValue().size();
      String number = oldest.getKey();
      // What the file begins or ends with may go on in another part of it.
      left.add(
          new Invoice(
              oldest.getValue(), new Cut(number.equals(first), ended && number.equals(last))));
    }
    return left;
  }

  private static void refuseUnfit(List<InvoiceLine> earlier, InvoiceLine line) {
    if (earlier.size() >= Invoice.MAX_LINES) {
      throw new RefusedLine(
          Refusal.INVOICE_TOO_LONG, "An invoice has at most " + Invoice.MAX_LINES + " lines");
    }
    if (!java.util.Objects.equals(earlier.getFirst().customer(), line.customer())) {
      throw new RefusedLine(
          Refusal.CUSTOMER_DIFFERS, "Invoice " + line.invoice() + " began with another customer");
    }
  }
}
