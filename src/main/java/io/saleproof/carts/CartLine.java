package io.saleproof.carts;

import io.saleproof.catalog.PricedProduct;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;

/**
 * So many units of a product in a cart.
 *
 * @param name the product's name when it was added, for when the product is gone
 * @param priceWhenAdded only to show that the price has changed; what counts is today's
 * @param productVersion the product's version when it was added
 */
public record CartLine(
    Sku sku,
    long quantity,
    String name,
    Money priceWhenAdded,
    long productVersion,
    Instant addedAt) {

  /** At most so many units of a product. */
  public static final long MAX_QUANTITY = 1_000_000;

  public CartLine {
    if (quantity < 1 || quantity > MAX_QUANTITY) {
      throw new IllegalArgumentException("a line has 1 to " + MAX_QUANTITY + " units");
    }
  }

  static CartLine of(PricedProduct product, long quantity, Instant now) {
    return new CartLine(
        product.sku(), quantity, product.name(), product.price(), product.version(), now);
  }

  CartLine withQuantity(long units) {
    return new CartLine(sku, units, name, priceWhenAdded, productVersion, addedAt);
  }

  /** More units of the same product, as many as a line may have. */
  CartLine plus(long units) {
    return withQuantity(Math.min(MAX_QUANTITY, quantity + units));
  }
}
