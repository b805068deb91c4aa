package io.saleproof.catalog;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;

/** What an order needs of a product, as one version of it says. */
public record PricedProduct(Sku sku, String name, Money price, long version) {}
