package io.saleproof.stock;

/**
 * One actor's turn at an order, for which it takes, gives back or sells units.
 *
 * <p>When an order is taken over, the actor before may only be slow: what it sent, or will send
 * when it wakes up, must not take units for an order that has gone on without it. So every turn has
 * a ticket, and whoever takes over passes the ticket of the turn before as a fence: from then on
 * the stock refuses holds of that ticket and of every one before it. The scheme is that of a
 * fencing token (M. Kleppmann, <i>Designing Data-Intensive Applications</i>, 2017, chapter 8).
 *
 * @param orderId the order
 * @param ticket greater than that of every earlier turn at this order; about the time in
 *     milliseconds, so that fences of other orders seldom meet it
 * @param fence the ticket of the turn before; 0: this is the first
 */
public record Attempt(String orderId, long ticket, long fence) {

  public Attempt {
    if (ticket < 1 || fence < 0 || fence >= ticket) {
      throw new IllegalArgumentException("ticket " + ticket + " is not after fence " + fence);
    }
  }

  /** The first turn at an order. */
  public static Attempt first(String orderId, long ticket) {
    return new Attempt(orderId, ticket, 0);
  }
}
