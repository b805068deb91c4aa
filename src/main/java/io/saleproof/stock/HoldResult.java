package io.saleproof.stock;

/** Whether units of a SKU could be held for an order. */
public sealed interface HoldResult {

  /** They are held for this order, by this call or an earlier one. */
  record Held() implements HoldResult {}

  /** Less was available at that moment; nothing was taken. */
  record Short(long available) implements HoldResult {}

  /**
   * The turn's ticket is not after the stock's fence: either this order was taken over, or the
   * actor's clock is behind others'. Nothing was taken; a turn with a later ticket may try.
   *
   * @param fence the ticket that a new turn must be after
   */
  record Late(long fence) implements HoldResult {}
}
