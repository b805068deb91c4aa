package io.saleproof.history;

import io.saleproof.customers.Customers;
import io.saleproof.http.BodyReader;
import io.saleproof.imports.Imports;
import io.saleproof.imports.Upload;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Imports of past orders, for HTTP clients and for the program itself, with the same answer. */
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
    open(body, contentType, null, new Prices("GBP"), "demo").write(answer);
  }

  /**
   * Opens an upload.
   *
   * @param requestId noted with each order that it brings
   * @return the answer whose writing is the import
   * @throws io.saleproof.http.ProblemException if it is no import, before the answer begins
   */
  StreamingOutput open(
      InputStream body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      Prices prices,
      String requestId) {
    return imports.run(
        Upload.open(body, contentType, contentEncoding, InvoiceCsv.COLUMNS),
        new HistoryImport(
            new InvoiceCsv(prices),
            new InvoiceJson(bodies, prices),
            new ShopArchive(store, history, customers, bestsellers, requestId),
            new HistorySummary(prices.currency())));
  }
}
