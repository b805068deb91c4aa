package io.saleproof.stock;

import io.saleproof.trade.Sku;

/**
 * Is told when a SKU runs out or comes back. A hint for displays: it comes after the change, may be
 * lost in a crash and must not fail the change.
 */
public interface AvailabilityListener {

  void availabilityChanged(Sku sku, boolean inStock);
}
