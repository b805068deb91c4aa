package io.saleproof.carts;

import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What orders may do with carts: look, take the lines for one order, and then drop them or give
 * them back.
 *
 * <p>Every change is one conditional write that may be repeated; at most one order has a cart's
 * lines. Failures of the database leave as the driver's exceptions: the change is then done or not,
 * and repeating the call finishes it. {@link #giveBack} ends it for good: the same order can't take
 * that version of the cart any more, however late it comes.
 */
@ApplicationScoped
public class Carts {

  /** How often others may change the cart between reading and writing it. */
  static final int MAX_TRIES = 50;

  private final MongoCarts carts;
  private final Merging merging;
  private final CartTimes times;

  @Inject
  Carts(Store store, CartsConfig config, Clock clock) {
    this(new MongoCarts(store), new CartTimes(clock, config));
  }

  Carts(MongoCarts carts, CartTimes times) {
    this.carts = carts;
    this.merging = new Merging(carts, times);
    this.times = times;
  }

  /** The cart, from the primary; empty if there is none or it has expired, merged or gone. */
  public Optional<Cart> find(CartId id) {
    return merging.settled(id).filter(cart -> cart.isOpenAt(times.now()));
  }

  /**
   * Takes the lines out of the cart for an order.
   *
   * @param version the version at which the order read the lines
   * @return whether they are taken for this order, by this call or an earlier one; false: the cart
   *     has changed since, or another order has its lines
   */
  public boolean takeFor(CartId id, long version, String orderId) {
    Optional<Cart> found = carts.read(id);
    if (found.isEmpty()) {
      return false;
    }
    Cart cart = found.get();
    if (cart.isTakenBy(orderId)) {
      return true;
    }
    Instant now = times.now();
    boolean asRead = cart.version() == version && cart.checkout() == null && cart.isOpenAt(now);
    if (!asRead) {
      return false;
    }
    // Whoever changed the cart since it was read gave it another version, for good.
    return carts.swap(cart, cart.takenBy(orderId, now, times.expiry(cart.customer())))
        || carts.read(id).filter(after -> after.isTakenBy(orderId)).isPresent();
  }

  /** Forgets what the order has taken: it is placed. Nothing if it has taken nothing. */
  public void drop(CartId id, String orderId) {
    change(
        id, cart -> cart.isTakenBy(orderId) ? Optional.of(cart.dropped(times.now())) : noChange());
  }

  /**
   * Puts back what the order has taken, beside what was added since; if it has taken nothing yet,
   * makes sure that it never will.
   *
   * @param version the version that the order was to take
   */
  public void giveBack(CartId id, long version, String orderId) {
    change(
        id,
        cart -> {
          Instant now = times.now();
          if (cart.isTakenBy(orderId)) {
            return Optional.of(cart.givenBack(now, times.expiry(cart.customer())));
          }
          return cart.version() == version ? Optional.of(cart.fenced(now)) : noChange();
        });
  }

  private static Optional<Cart> noChange() {
    return Optional.empty();
  }

  private void change(CartId id, Function<Cart, Optional<Cart>> next) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Cart> cart = carts.read(id);
      Optional<Cart> after = cart.flatMap(next);
      if (after.isEmpty() || carts.swap(cart.get(), after.get())) {
        return;
      }
    }
    throw new IllegalStateException("others change the cart all the time");
  }
}
