package io.saleproof.orders;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;

/**
 * One line of an order, at the price and under the name that the product had when it was ordered.
 *
 * @param quantity units, at least 1
 * @param total {@code unitPrice × quantity}
 * @param productVersion the product's version that the price is of; 0 for imported history
 */
public record OrderLine(
    Sku sku, String name, long quantity, Money unitPrice, Money total, long productVersion) {

  public OrderLine {
    if (quantity < 1 || !total.equals(unitPrice.times(quantity))) {
      throw new IllegalArgumentException("a line's total is its unit price times its quantity");
    }
  }

  public static OrderLine of(
      Sku sku, String name, long quantity, Money unitPrice, long productVersion) {
    return new OrderLine(sku, name, quantity, unitPrice, unitPrice.times(quantity), productVersion);
  }
}
