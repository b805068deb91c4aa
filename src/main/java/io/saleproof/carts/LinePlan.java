package io.saleproof.carts;

import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.PricedProduct;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a cart will be. A line that is there keeps the price that it was added at,
 * whatever becomes of its product; a new one needs a product in the cart's currency.
 */
sealed interface LinePlan {

  /** They can be so. */
  record Lines(List<CartLine> lines) implements LinePlan {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** They can't. */
  record Refused(CartWrite why) implements LinePlan {}

  /**
   * @param before the lines that the cart has
   * @param wanted units of each product that it is to have
   */
  static LinePlan of(
      Catalog catalog, List<CartLine> before, SequencedMap<Sku, Long> wanted, Instant now) {
    if (wanted.size() > Cart.MAX_LINES) {
      return new Refused(new CartWrite.TooManyLines());
    }
    Map<Sku, CartLine> known = CartLines.bySku(before);
    Map<Sku, PricedProduct> products =
        known.keySet().containsAll(wanted.keySet()) ? Map.of() : catalog.prices(wanted.keySet());
    List<Sku> unknown =
        wanted.keySet().stream()
            .filter(sku -> !known.containsKey(sku) && !products.containsKey(sku))
            .toList();
    return unknown.isEmpty()
        ? checked(wanted, known, products, now)
        : new Refused(new CartWrite.UnknownSkus(unknown));
  }

  private static LinePlan checked(
      SequencedMap<Sku, Long> wanted,
      Map<Sku, CartLine> known,
      Map<Sku, PricedProduct> products,
      Instant now) {
    String currency = currency(wanted, known, products);
    List<CartLine> lines = new ArrayList<>();
    for (Map.Entry<Sku, Long> want : wanted.entrySet()) {
      CartLine line = known.get(want.getKey());
      if (line != null) {
        lines.add(line.withQuantity(want.getValue()));
        continue;
      }
      PricedProduct product = Objects.requireNonNull(products.get(want.getKey()));
      if (currency != null && !product.price().currency().equals(currency)) {
        return new Refused(
            new CartWrite.OtherCurrency(product.sku(), product.price().currency(), currency));
      }
      lines.add(CartLine.of(product, want.getValue(), now));
    }
    return new Lines(lines);
  }

  /** Today's currency of the first product that stays, else that of the first new one. */
  private static @Nullable String currency(
      SequencedMap<Sku, Long> wanted, Map<Sku, CartLine> known, Map<Sku, PricedProduct> products) {
    Optional<PricedProduct> first =
        wanted.keySet().stream()
            .filter(known::containsKey)
            .filter(products::containsKey)
            .findFirst()
            .or(() -> wanted.keySet().stream().filter(products::containsKey).findFirst())
            .map(products::get);
    return first.map(product -> product.price().currency()).orElse(null);
  }
}
