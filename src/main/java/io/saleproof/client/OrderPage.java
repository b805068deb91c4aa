package io.saleproof.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a customer's orders.
 *
 * @param next the cursor of the next page, or {@code null} at the end
 */
record OrderPage(List<SeenOrder> orders, @Nullable String next, long latestVersion) {
  OrderPage {
    orders = List.copyOf(orders);
  }
}
