package io.saleproof.orders;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;

/**
 * Units of an order that came back.
 *
 * @param creditNote the credit note they came back with
 * @param unitPrice the price of the order's line that they are of
 * @param creditedPrice the price that the credit note gives back for each
 * @param quantity units, at least 1
 */
public record ReturnedUnits(
    String creditNote, Sku sku, Money unitPrice, Money creditedPrice, long quantity) {

  public ReturnedUnits {
    if (quantity < 1) {
      throw new IllegalArgumentException("at least one unit comes back");
    }
  }
}
