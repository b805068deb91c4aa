package io.saleproof.carts;

import io.saleproof.trade.Sku;
import java.util.List;

/** What became of a write to a cart. All but the first two have changed nothing. */
sealed interface CartWrite {

  /** It is done. */
  record Saved(Cart cart, boolean created) implements CartWrite {}

  /** The cart is no more. */
  record Deleted() implements CartWrite {}

  /** The cart is at another version than the request named. */
  record Stale(long currentVersion) implements CartWrite {}

  /** It should have been made but was there already. */
  record AlreadyThere(long currentVersion) implements CartWrite {}

  /** There is no such cart, or not for this caller. */
  record Missing() implements CartWrite {}

  /** The cart has no line of this product. */
  record MissingLine(Sku sku) implements CartWrite {}

  /** Products that do not exist. */
  record UnknownSkus(List<Sku> skus) implements CartWrite {
    public UnknownSkus {
      skus = List.copyOf(skus);
    }
  }

  /** The product is priced in another currency than what is in the cart. */
  record OtherCurrency(Sku sku, String currency, String cartCurrency) implements CartWrite {}

  /** The cart has as many products as a cart may have. */
  record TooManyLines() implements CartWrite {}

  /** The cart belongs to someone else than the request says. */
  record OtherCustomer() implements CartWrite {}

  /** Others changed the cart at every try within the bound. */
  record Contended() implements CartWrite {}
}
