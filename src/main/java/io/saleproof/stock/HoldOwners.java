package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * What the owners of holds, which the stock does not know, say of them. Asked when the stock's
 * account is explained or reconciled; read from the primary.
 */
public interface HoldOwners {

  /** What an owner wants with the units of one SKU. */
  enum Claim {
    /** They are to be held: the order is pending or placed. */
    HOLDS,
    /** Someone is just carrying out a change, or soon will: nothing can be said yet. */
    IN_MOTION,
    /** The order is over and done with; it was paid, so its units were to be sold. */
    SOLD,
    /** The order is over and done with, and its units were to be given back. */
    GAVE_BACK
  }

  /**
   * An owner's claim.
   *
   * @param quantity units of the SKU in the order
   * @param until until when they are held, if they are
   */
  record Owner(String orderId, Claim claim, long quantity, Instant until) {}

  /** The owners among these orders, by order id; orders that do not exist are left out. */
  Map<String, Owner> owners(Sku sku, Collection<String> orderIds);

  /**
   * The orders that are placed, with nothing left to be done, and so must hold units of these SKUs.
   *
   * @param limit at most so many orders
   */
  Map<Sku, Map<String, Owner>> holding(Collection<Sku> skus, int limit);
}
