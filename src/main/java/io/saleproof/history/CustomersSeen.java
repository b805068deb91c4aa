package io.saleproof.history;

import io.saleproof.customers.Customers;
import io.saleproof.trade.CustomerId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes sure that the customers of invoices have a profile, each once as far as it remembers. */
final class CustomersSeen {

  static final int MAX_REMEMBERED = 20_000;

  private static final Pattern A_COUNTRY = Pattern.compile("[^\\x00-\\x1F\\x7F]{1,60}");
  private static final String UNKNOWN_COUNTRY = "Unspecified";

  private final Customers customers;
  private final Map<CustomerId, Boolean> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CustomerId, Boolean> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  CustomersSeen(Customers customers) {
    this.customers = customers;
  }

  /**
   * @param invoices at most {@link Customers#MAX_BULK}; guests are passed over
   */
  void ensure(Collection<Invoice> invoices) {
    Map<CustomerId, Customers.Known> unseen = new LinkedHashMap<>();
    for (Invoice invoice : invoices) {
      CustomerId id = invoice.customer();
      if (!invoice.isGuest() && seen.get(id) == null) {
        unseen.putIfAbsent(
            id, new Customers.Known(id, "Customer " + id, country(invoice.country())));
      }
    }
    customers.ensureAll(List.copyOf(unseen.values()));
    unseen.keySet().forEach(id -> seen.put(id, true));
  }

  private static @Nullable String country(@Nullable String written) {
    boolean known =
        written != null && !written.equals(UNKNOWN_COUNTRY) && A_COUNTRY.matcher(written).matches();
    return known ? written : null;
  }
}
