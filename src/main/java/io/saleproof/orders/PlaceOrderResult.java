package io.saleproof.orders;

import io.saleproof.trade.Sku;
import java.util.List;

/** What became of a {@link PlaceOrder}. */
public sealed interface PlaceOrderResult {

  /** The order stands; {@code replayed}: an earlier request with this key had placed it. */
  record Placed(Order order, boolean replayed) implements PlaceOrderResult {}

  /** There was too little stock; the order is kept as refused and nothing is held. */
  record OutOfStock(Order order, boolean replayed) implements PlaceOrderResult {}

  /** Its time was over before its placing had ended; nothing is held. */
  record Expired(Order order, boolean replayed) implements PlaceOrderResult {}

  /** Its cart had changed since it was read; the order is kept as refused and nothing is held. */
  record CartChanged(Order order, boolean replayed) implements PlaceOrderResult {}

  /** There is no such cart, or it is another customer's; nothing was changed. */
  record UnknownCart() implements PlaceOrderResult {}

  /** There is nothing in the cart; nothing was changed. */
  record EmptyCart() implements PlaceOrderResult {}

  /** The customer's list is at another version than the request named; nothing was changed. */
  record Stale(long currentVersion) implements PlaceOrderResult {}

  /** The key belongs to another request; nothing was changed. */
  record KeyReused() implements PlaceOrderResult {}

  /** A request with this key has not ended yet; nothing was changed by this one. */
  record InProgress() implements PlaceOrderResult {}

  /** Products that do not exist; nothing was changed. */
  record UnknownSkus(List<Sku> skus) implements PlaceOrderResult {
    public UnknownSkus {
      skus = List.copyOf(skus);
    }
  }

  /** The products are not all priced in one currency; nothing was changed. */
  record MixedCurrencies(List<String> currencies) implements PlaceOrderResult {
    public MixedCurrencies {
      currencies = List.copyOf(currencies);
    }
  }

  /**
   * The database failed on the way, so it is not known whether the order stands. It settles to one
   * outcome within the recovery interval, which the same request or its key tells.
   */
  record OutcomeUnknown() implements PlaceOrderResult {}

  /** Other orders of this customer got in first at every try within the bound. */
  record Contended() implements PlaceOrderResult {}
}
