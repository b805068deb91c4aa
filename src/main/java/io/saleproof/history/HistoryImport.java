package io.saleproof.history;

import io.saleproof.imports.ImportAnswer;
import io.saleproof.imports.ImportSink;
import io.saleproof.imports.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One import of past orders: lines into invoices, invoices into batches, batches into the database.
 * It holds the window of {@link OpenInvoices} and one batch.
 */
final class HistoryImport implements ImportSink {

  /** A batch has no more invoices, and not many more lines than this. */
  static final int MAX_BATCH_INVOICES = 500;

  static final int MAX_BATCH_LINES = 15_000;

  private final InvoiceCsv csv;
  private final InvoiceJson json;
  private final Archive archive;
  private final HistorySummary summary;
  private final OpenInvoices open = new OpenInvoices();
  private final List<Invoice> batch = new ArrayList<>();
  private final Set<Invoice.Identity> inBatch = new HashSet<>();
  private int linesInBatch;

  HistoryImport(InvoiceCsv csv, InvoiceJson json, Archive archive, HistorySummary summary) {
    this.csv = csv;
    this.json = json;
    this.archive = archive;
    this.summary = summary;
  }

  @Override
  public void take(Row.Data row, ImportAnswer answer) {
    List<Invoice> invoices;
    try {
      invoices =
          switch (row) {
            case Row.Csv line -> open.add(csv.read(line));
            case Row.Json order -> List.of(json.read(order));
          };
    } catch (RefusedLine refused) {
      answer.refused(row.line(), refused.reason().code(), refused.detail());
      return;
    }
    invoices.forEach(invoice -> gather(invoice, answer));
  }

  @Override
  public void finish(ImportAnswer answer) {
    open.close().forEach(invoice -> gather(invoice, answer));
    storeBatch(answer);
    if (summary.hasNew()) {
      archive.soldHasChanged();
    }
  }

  @Override
  public Map<String, Object> summary(ImportAnswer answer) {
    Map<String, Object> members = summary.members();
    members.put("refusedByReason", answer.refusedByReason());
    return members;
  }

  private void gather(Invoice invoice, ImportAnswer answer) {
    boolean full =
        batch.size() == MAX_BATCH_INVOICES
            || linesInBatch + invoice.lines().size() > MAX_BATCH_LINES;
    // The same invoice again is to find the first one stored.
    if (full || inBatch.contains(invoice.identity())) {
      storeBatch(answer);
    }
    batch.add(invoice);
    inBatch.add(invoice.identity());
    linesInBatch += invoice.lines().size();
  }

  private void storeBatch(ImportAnswer answer) {
    archive.store(
        batch,
        (invoice, stored) -> {
          switch (stored) {
            case NEW -> summary.count(invoice, false);
            case ALREADY_THERE -> summary.count(invoice, true);
            case DIFFERS -> refuse(invoice, answer);
          }
        });
    batch.clear();
    inBatch.clear();
    linesInBatch = 0;
  }

  private static void refuse(Invoice invoice, ImportAnswer answer) {
    invoice.lines().stream()
        .mapToLong(InvoiceLine::number)
        .distinct()
        .forEach(
            line ->
                answer.refused(
                    line,
                    Refusal.INVOICE_DIFFERS.code(),
                    "Invoice " + invoice.number() + " is stored with other lines"));
  }
}
