package io.saleproof.catalog;

import io.saleproof.trade.Sku;

/** A product to be stored whole, whether it exists or not. */
public record SkuAndContent(Sku sku, ProductInput content) {
  public SkuAndContent {
    content = content.withoutSku();
  }
}
