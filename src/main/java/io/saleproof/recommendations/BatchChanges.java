package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * By how much the orders of one batch change the counts. What changes for a product is worked out
 * when it is asked for, so that the pairs of a batch are never in memory all at once.
 */
final class BatchChanges {

  private final SortedMap<Sku, List<Signed>> baskets = new TreeMap<>();

  /** A basket that comes to the counts (1) or leaves them (-1). */
  private record Signed(Basket basket, int by) {}

  void add(Basket basket, int by) {
    if (by != 0) {
      Signed signed = new Signed(basket, by);
      basket
          .products()
          .forEach(sku -> baskets.computeIfAbsent(sku, unused -> new ArrayList<>()).add(signed));
    }
  }

  /** The products that are in any of the baskets. */
  SortedSet<Sku> products() {
    return new TreeSet<>(baskets.keySet());
  }

  /** By how much the number of orders with the product changes. */
  long ordersWith(Sku product) {
    return baskets.getOrDefault(product, List.of()).stream().mapToLong(Signed::by).sum();
  }

  /** By how much the numbers of orders with the product and others change. */
  Map<Sku, Long> togetherWith(Sku product) {
    Map<Sku, Long> together = new HashMap<>();
    for (Signed signed : baskets.getOrDefault(product, List.of())) {
      for (Sku other : signed.basket().products()) {
        if (!other.equals(product)) {
          together.merge(other, (long) signed.by(), Long::sum);
        }
      }
    }
    return together;
  }
}
