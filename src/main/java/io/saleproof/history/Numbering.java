package io.saleproof.history;

import io.saleproof.orders.OrderHistory;
import io.saleproof.orders.OrderId;
import io.saleproof.trade.CustomerId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers new orders in their customers' lists, without a gap as long as {@link #prepare} comes
 * before it is looked up which invoices are stored: whatever someone else inserts after that takes
 * the next number first, and a refused insert says so.
 */
final class Numbering {

  /** So many customers' last numbers are remembered; others are read anew. */
  static final int MAX_REMEMBERED = 20_000;

  private final OrderHistory history;
  private final Map<CustomerId, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CustomerId, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  Numbering(OrderHistory history) {
    this.history = history;
  }

  /** Makes sure that the customer's last number is known. */
  void prepare(Invoice invoice) {
    last.computeIfAbsent(
        invoice.customer(),
        // A guest of the past has one order only. If this one has it, the insert says so.
        customer -> invoice.isGuest() ? 0L : history.lastSeq(customer));
  }

  OrderId next(CustomerId customer) {
    return new OrderId(customer, last.merge(customer, 1L, Long::sum));
  }

  /** After a number turned out to be taken. */
  void forget(Invoice invoice) {
    last.put(invoice.customer(), history.lastSeq(invoice.customer()));
  }
}
