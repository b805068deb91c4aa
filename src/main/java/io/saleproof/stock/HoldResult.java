package io.saleproof.stock;

/** Whether units of a SKU could be held for an order. */
public sealed interface HoldResult {

  /** They are held for this order, by this call or an earlier one. */
  record Held() implements HoldResult {}

  /** Less was available at that moment; nothing was taken. */
  record Short(long available) implements HoldResult {}
}
