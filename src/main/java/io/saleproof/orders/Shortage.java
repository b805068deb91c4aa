package io.saleproof.orders;

import io.saleproof.trade.Sku;

/** What an order asked of a SKU and what was there, when the order was refused. */
public record Shortage(Sku sku, long requested, long available) {}
