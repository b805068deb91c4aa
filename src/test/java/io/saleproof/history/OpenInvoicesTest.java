package io.saleproof.history;

import static io.saleproof.history.InvoiceFiles.line;
import static io.saleproof.history.InvoiceFiles.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.orders.Cut;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenInvoicesTest {

  private final OpenInvoices open = new OpenInvoices();
  private final List<Invoice> out = new ArrayList<>();

  @Test
  void putsInvoicesTogetherWhoseLinesStandApart() {
    add(line("1", "A1", 1, "1", "7"));
    add(line("2", "A1", 1, "1", "8"));
    add(line("1", "A2", 1, "1", "7"));
    close();

    assertThat(out).extracting(Invoice::number).containsExactly("1", "2");
    assertThat(out.getFirst().lines()).hasSize(2);
  }

  @Test
  void keepsAlikeLinesApart() {
    add(line("1", "A1", 1, "1", "7").repeat(3));
    close();

    assertThat(out.getFirst().lines()).hasSize(3);
  }

  @Test
  void letsTheFirstGoWhenTheWindowIsFull() {
    for (int i = 0; i < OpenInvoices.MAX_OPEN + 3; i++) {
      add(line("N" + i, "A1", 1, "1", "7"));
    }

    assertThat(out).extracting(Invoice::number).containsExactly("N0", "N1", "N2");
  }

  @Test
  void holdsNoMoreLinesThanItsBound() {
    int perInvoice = Invoice.MAX_LINES;
    for (int i = 0; i < 8; i++) {
      add(line("N" + i, "A1", 1, "1", "7").repeat(perInvoice));
    }

    long left = out.stream().mapToLong(invoice -> invoice.lines().size()).sum();
    assertThat(8L * perInvoice - left).isLessThanOrEqualTo(OpenInvoices.MAX_LINES);
  }

  @Test
  void marksWhereTheFileMayHaveBeenCut() {
    for (int i = 0; i < 3; i++) {
      add(line("N" + i, "A1", 1, "1", "7"));
    }
    close();

    assertThat(out)
        .extracting(Invoice::cut)
        .containsExactly(new Cut(true, false), Cut.NONE, new Cut(false, true));
  }

  @Test
  void refusesALineOfAnotherCustomer() {
    add(line("1", "A1", 1, "1", "7"));

    refused(line("1", "A1", 1, "1", "8"), Refusal.CUSTOMER_DIFFERS);
    refused(line("1", "A1", 1, "1", ""), Refusal.CUSTOMER_DIFFERS);
  }

  @Test
  void refusesLinesBeyondTheLongestInvoice() {
    add(line("1", "A1", 1, "1", "7").repeat(Invoice.MAX_LINES));

    refused(line("1", "A1", 1, "1", "7"), Refusal.INVOICE_TOO_LONG);
  }

  @Test
  void makesEveryGuestAnotherCustomer() {
    add(line("1", "A1", 1, "1", ""));
    add(line("2", "A1", 1, "1", ""));
    close();

    assertThat(out)
        .extracting(invoice -> invoice.customer().value())
        .containsExactly("guest-1", "guest-2");
  }

  @Test
  void takesTheFirstOfTwoTimes() {
    add(line("1", "A1", 1, "1", "7", "2011-06-01 12:00:00"));
    add(line("1", "A2", 1, "1", "7", "2011-06-01 12:01:00"));
    close();

    assertThat(out.getFirst().at()).isEqualTo("2011-06-01T11:00:00Z");
  }

  private void add(String lines) {
    read(lines).forEach(line -> out.addAll(open.add(line)));
  }

  private void close() {
    out.addAll(open.close());
  }

  private void refused(String line, Refusal reason) {
    assertThatThrownBy(() -> add(line))
        .isInstanceOfSatisfying(
            RefusedLine.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
