package io.saleproof.carts;

import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Carts for orders, each change a conditional write from the version that was read. */
@ApplicationScoped
public class ShopCarts implements Carts {

  private final MongoCarts carts;
  private final Merging merging;
  private final CartTimes times;

  @Inject
  ShopCarts(Store store, CartsConfig config, Clock clock) {
    this(new MongoCarts(store), new CartTimes(clock, config));
  }

  ShopCarts(MongoCarts carts, CartTimes times) {
    this.carts = carts;
    this.merging = new Merging(carts, times);
    this.times = times;
  }

  @Override
  public Optional<Cart> find(CartId id) {
    return merging.settled(id).filter(cart -> cart.isOpenAt(times.now()));
  }

  @Override
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

  @Override
  public void drop(CartId id, String orderId) {
    change(
        id, cart -> cart.isTakenBy(orderId) ? Optional.of(cart.dropped(times.now())) : noChange());
  }

  @Override
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
