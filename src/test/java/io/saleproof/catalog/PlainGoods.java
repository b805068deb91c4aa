package io.saleproof.catalog;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Map;

/** Products of which only a name and a price matter. */
final class PlainGoods {

  private PlainGoods() {}

  /**
   * @param pence its price
   */
  static SkuAndContent of(Sku sku, String name, long pence) {
    return new SkuAndContent(
        sku,
        new ProductInput(
            null,
            name,
            "",
            List.of(),
            ProductInput.Price.of(new Money(pence, "GBP")),
            Map.of(),
            List.of(),
            List.of()));
  }
}
