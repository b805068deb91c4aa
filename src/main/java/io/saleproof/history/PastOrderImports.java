package io.saleproof.history;

import io.saleproof.customers.Customers;
import io.saleproof.http.BodyReader;
import io.saleproof.imports.Imports;
import io.saleproof.imports.Upload;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The import of past orders for the program itself, with the answer that HTTP clients get. */
@ApplicationScoped
public class PastOrderImports {

  private final Imports imports;
  private final BodyReader bodies;
  private final Store store;
  private final OrderHistory history;
  private final Customers customers;
  private final Bestsellers bestsellers;

  PastOrderImports(
      Imports imports,
      BodyReader bodies,
      Store store,
      OrderHistory history,
      Customers customers,
      Bestsellers bestsellers) {
    this.imports = imports;
    this.bodies = bodies;
    this.store = store;
    this.history = history;
    this.customers = customers;
    this.bestsellers = bestsellers;
  }

  /**
   * Imports invoices in pounds sterling, not compressed; a repeat changes nothing.
   *
   * @param answer gets NDJSON while the import goes on
   * @throws IOException if {@code answer} refuses a line
   */
  public void run(InputStream body, String contentType, OutputStream answer) throws IOException {
    Prices prices = new Prices("GBP");
    Upload upload = Upload.open(body, contentType, null, InvoiceCsv.COLUMNS);
    imports
        .run(
            upload,
            new HistoryImport(
                new InvoiceCsv(prices),
                new InvoiceJson(bodies, prices),
                new ShopArchive(store, history, customers, bestsellers, "demo"),
                new HistorySummary("GBP")))
        .write(answer);
  }
}
