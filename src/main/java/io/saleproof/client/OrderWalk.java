package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Walks all pages of a customer's order list. */
final class OrderWalk {

  /** Ends a walk whose pages never do. */
  private static final int MAX_PAGES = 10_000;

  private OrderWalk() {}

  /** All orders, newest first; their numbers must go down to 1 by ones. */
  static List<SeenOrder> all(ShopApi shop, CustomerId customer, List<String> mistakes) {
    List<SeenOrder> all = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    OrderPage page = shop.orders(customer, null);
    long expected = page.latestVersion();
    for (int pages = 1; ; pages++) {
      for (SeenOrder order : page.orders()) {
        if (!ids.add(order.id())) {
          mistakes.add("customer " + customer + ": order " + order.id() + " is listed twice");
        } else if (order.seq() != expected) {
          mistakes.add(
              "customer %s: order %s has number %d where %d was due"
                  .formatted(customer, order.id(), order.seq(), expected));
        }
        expected = order.seq() - 1;
        all.add(order);
      }
      if (page.next() == null) {
        break;
      }
      if (pages == MAX_PAGES) {
        throw Failure.of("The order list of customer " + customer + " has no end.");
      }
      page = shop.orders(customer, page.next());
    }
    if (expected != 0) {
      mistakes.add(
          "customer %s: %d orders are missing from the list".formatted(customer, expected));
    }
    return all;
  }
}
