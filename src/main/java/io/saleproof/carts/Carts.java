package io.saleproof.carts;

import java.util.Optional;

/**
 * What orders may do with carts: look, take the lines for one order, and then drop them or give
 * them back.
 *
 * <p>Every change is one conditional write that may be repeated; at most one order has a cart's
 * lines. Failures of the database leave as the driver's exceptions: the change is then done or not,
 * and repeating the call finishes it. {@link #giveBack} ends it for good: the same order can't take
 * that version of the cart any more, however late it comes.
 */
public interface Carts {

  /** How often others may change a cart between reading and writing it. */
  int MAX_TRIES = 50;

  /** The cart, from the primary; empty if there is none or it has expired, merged or gone. */
  Optional<Cart> find(CartId id);

  /**
   * Takes the lines out of the cart for an order.
   *
   * @param version the version at which the order read the lines
   * @return whether they are taken for this order, by this call or an earlier one; false: the cart
   *     has changed since, or another order has its lines
   */
  boolean takeFor(CartId id, long version, String orderId);

  /** Forgets what the order has taken: it is placed. Nothing if it has taken nothing. */
  void drop(CartId id, String orderId);

  /**
   * Puts back what the order has taken, beside what was added since; if it has taken nothing yet,
   * makes sure that it never will.
   *
   * @param version the version that the order was to take
   */
  void giveBack(CartId id, long version, String orderId);
}
