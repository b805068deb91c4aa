package io.saleproof.carts;

import io.saleproof.carts.Cart.Source;
import io.saleproof.carts.Cart.State;
import java.util.Optional;

/**
 * Moves the lines of one cart to another exactly once, in three conditional writes: the source
 * keeps its lines for the target and is frozen; the target takes them and notes the source; the
 * source becomes a tombstone. After a crash anyone who comes across the frozen source goes on.
 *
 * <p>Two things keep it exact. The target is always read before the source: if the source still has
 * its lines then, a target without the note can't have had them, and the condition on the target's
 * version holds that until it is written. And a target that is gone in the life it was meant in
 * never comes back to that life, so the source may safely take its lines back.
 */
final class Merging {

  private final MongoCarts carts;
  private final CartTimes times;

  Merging(MongoCarts carts, CartTimes times) {
    this.carts = carts;
    this.times = times;
  }

  /** The cart as stored, after a merge that was cut short in it is completed or undone. */
  Optional<Cart> settled(CartId id) {
    Optional<Cart> cart = carts.read(id);
    if (cart.isEmpty() || !(cart.get().state() instanceof State.Leaving)) {
      return cart;
    }
    finish(id);
    return carts.read(id);
  }

  /** Freezes the source for the target; false if one of the two has changed meanwhile. */
  boolean begin(Cart source, Cart target) {
    return carts.swap(source, source.leavingFor(target, times.now(), times.remembered()));
  }

  /** Completes or undoes what was begun with the source; nothing if nothing was. */
  void finish(CartId id) {
    for (int tries = 0; tries < Carts.MAX_TRIES; tries++) {
      Optional<Cart> begun = carts.read(id);
      if (begun.isEmpty() || !(begun.get().state() instanceof State.Leaving first)) {
        return;
      }
      Optional<Cart> target = carts.read(first.to());
      Optional<Cart> source = carts.read(id);
      if (source.isPresent() && source.get().state() instanceof State.Leaving leaving) {
        if (leaving.to().equals(first.to())) {
          step(source.get(), leaving, target);
        }
      }
    }
    throw new IllegalStateException("others change the carts of a merge all the time");
  }

  /** The next step, if nobody else took it meanwhile; the caller looks again in any case. */
  private void step(Cart source, State.Leaving leaving, Optional<Cart> target) {
    if (target.filter(cart -> cart.hasMerged(source)).isPresent()) {
      carts.swap(source, source.mergedInto(leaving.to(), times.now()));
    } else if (target.filter(cart -> awaits(cart, leaving)).isPresent()) {
      add(source, leaving, target.get());
    } else {
      carts.swap(
          source, source.stayed(leaving.lines(), times.now(), times.expiry(source.customer())));
    }
  }

  private static boolean awaits(Cart target, State.Leaving leaving) {
    return target.state() instanceof State.Open && target.life().equals(leaving.toLife());
  }

  private void add(Cart source, State.Leaving leaving, Cart target) {
    if (target.merged().size() >= Cart.MAX_MERGED) {
      close(target, target.merged().getFirst());
    }
    carts.swap(
        target,
        target.receiving(source, leaving.lines(), times.now(), times.expiry(target.customer())));
  }

  /** A source is forgotten by its target only after it has itself become a tombstone. */
  private void close(Cart target, Source oldest) {
    for (int tries = 0; tries < Carts.MAX_TRIES; tries++) {
      Optional<Cart> source = carts.read(oldest.id());
      boolean open =
          source.isPresent()
              && source.get().life().equals(oldest.life())
              && source.get().state() instanceof State.Leaving;
      if (!open || carts.swap(source.get(), source.get().mergedInto(target.id(), times.now()))) {
        return;
      }
    }
    throw new IllegalStateException("others change the carts of a merge all the time");
  }
}
