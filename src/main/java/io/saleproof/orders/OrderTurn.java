package io.saleproof.orders;

import io.saleproof.stock.Attempt;
import java.time.Instant;

/**
 * One actor's turn at an order: the request that made it, or whoever took it over since. A change
 * of the order is conditional on the turn's number, so that an actor that was taken over can't
 * change it any more; ticket and fence say the same to the stock (see {@link Attempt}).
 *
 * @param number 1 for the first turn
 * @param ticket greater than that of every earlier turn
 * @param fence the ticket of the turn before; 0: this is the first
 */
public record OrderTurn(int number, long ticket, long fence) {

  public OrderTurn {
    if (number < 1 || ticket < 1 || fence < 0 || fence >= ticket) {
      throw new IllegalArgumentException(
          "turn " + number + ": ticket " + ticket + " is not after fence " + fence);
    }
  }

  static OrderTurn first(Instant now) {
    return new OrderTurn(1, Math.max(1, now.toEpochMilli()), 0);
  }

  /**
   * The turn after this one.
   *
   * @param above its ticket must also be after this one, which a SKU's stock named; 0: none did
   */
  OrderTurn next(Instant now, long above) {
    long later = Math.max(ticket, above) + 1;
    return new OrderTurn(number + 1, Math.max(now.toEpochMilli(), later), ticket);
  }

  Attempt attempt(OrderId id) {
    return new Attempt(id.toString(), ticket, fence);
  }
}
