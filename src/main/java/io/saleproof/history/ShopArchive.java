package io.saleproof.history;

import io.saleproof.customers.Customers;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Store;
import java.util.List;
import java.util.function.BiConsumer;

/** The shop's database as an {@link Archive}; one for each import. */
final class ShopArchive implements Archive {

  private final CustomersSeen customers;
  private final PastOrders orders;
  private final CreditNotes creditNotes;
  private final Bestsellers bestsellers;

  ShopArchive(
      Store store,
      OrderHistory history,
      Customers customers,
      Bestsellers bestsellers,
      String requestId) {
    this.customers = new CustomersSeen(customers);
    this.orders = new PastOrders(history, requestId);
    this.creditNotes = new CreditNotes(store, history, requestId);
    this.bestsellers = bestsellers;
  }

  @Override
  public void store(List<Invoice> batch, BiConsumer<Invoice, Stored> outcomes) {
    customers.ensure(batch);
    orders.store(batch.stream().filter(invoice -> !invoice.cancels()).toList(), outcomes);
    // After the orders that they may cancel; each looks at earlier orders only.
    creditNotes.store(batch.stream().filter(Invoice::cancels).toList(), outcomes);
  }

  @Override
  public void soldHasChanged() {
    bestsellers.refresh();
  }
}
