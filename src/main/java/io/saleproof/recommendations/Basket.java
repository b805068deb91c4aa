package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.Collection;
import java.util.List;

/**
 * What one order counts as: its products, each once, however many units and lines of it there are.
 *
 * <p>Of an order with very many products only the first {@value #MAX_PRODUCTS} count: the pairs of
 * an order grow with the square of its length, and a reseller's list of hundreds says little about
 * what goes with what.
 */
record Basket(List<Sku> products) {

  static final int MAX_PRODUCTS = 100;

  Basket {
    products = List.copyOf(products);
  }

  static Basket of(Collection<Sku> lines) {
    return new Basket(lines.stream().distinct().limit(MAX_PRODUCTS).toList());
  }
}
