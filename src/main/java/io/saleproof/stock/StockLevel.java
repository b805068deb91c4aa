package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;

/**
 * A SKU's stock at one version.
 *
 * @param onHand units in the warehouse
 * @param reserved units held for orders that are not paid yet
 * @param available what can still be ordered: {@code onHand − reserved}, never negative
 * @param version grows by one with each change
 * @param asOf when this version came to be
 */
public record StockLevel(
    Sku sku, long onHand, long reserved, long available, long version, Instant asOf) {

  public StockLevel {
    if (onHand < 0 || reserved < 0 || available != onHand - reserved || available < 0) {
      throw new IllegalStateException(
          "impossible stock of " + sku + ": onHand=" + onHand + " reserved=" + reserved);
    }
  }
}
