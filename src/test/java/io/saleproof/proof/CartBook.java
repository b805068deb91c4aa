package io.saleproof.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/**
 * What must hold of carts when all is settled: no order is at one any more, and what was in a cart
 * is in one placed order or in the cart again, never in both and never in neither.
 */
final class CartBook {

  /** An order takes the lines of its cart and drops them or gives them back: two versions. */
  private static final int CHANGES_BY_AN_ORDER = 2;

  private CartBook() {}

  static List<String> broken(List<Document> carts, List<Document> orders) {
    List<String> broken = new ArrayList<>();
    for (Document cart : carts) {
      if (cart.get("checkout") != null) {
        broken.add("cart " + cart.getString("_id") + ": an order is still at it");
      }
      checkLines(cart, ordersOf(cart, orders), broken);
    }
    return broken;
  }

  /** The orders made of the cart, each by the version that it was to take. */
  private static List<Document> ordersOf(Document cart, List<Document> orders) {
    return orders.stream()
        .filter(order -> cart.getString("_id").equals(order.getString("cartId")))
        .toList();
  }

  private static void checkLines(Document cart, List<Document> orders, List<String> broken) {
    Map<Long, Document> placed = new HashMap<>();
    for (Document order : orders) {
      boolean wasPlaced = StockAccounts.came(order, "placed");
      if (wasPlaced && placed.put(order.getLong("cartVersion"), order) != null) {
        broken.add("cart " + cart.getString("_id") + ": two orders have its lines");
      }
      // Nobody but this order has changed it since.
      if (cart.getLong("version") <= order.getLong("cartVersion") + CHANGES_BY_AN_ORDER
          && orders.size() == 1
          && wasPlaced != cart.getList("lines", Document.class).isEmpty()) {
        broken.add(
            "cart %s has %s, %s"
                .formatted(cart.getString("_id"), cart.get("lines"), OrderBook.name(order)));
      }
    }
  }
}
