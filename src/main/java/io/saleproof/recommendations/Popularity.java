package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.Map;

/**
 * In how many orders each product is, and how many orders there are.
 *
 * @param orders all that count
 * @param of those with the product; absent: none
 */
record Popularity(long orders, Map<Sku, Long> of) {

  static final Popularity NONE = new Popularity(0, Map.of());

  long of(Sku sku) {
    return of.getOrDefault(sku, 0L);
  }
}
