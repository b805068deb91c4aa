package io.saleproof.carts;

import io.saleproof.access.Caller;
import io.saleproof.carts.Cart.State;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Merges a guest's cart into another, as after a sign-in. The same merge again changes nothing and
 * is answered with the cart as it is then; one that was cut short is completed.
 */
@ApplicationScoped
class CartMerges {

  private final MongoCarts carts;
  private final Merging merging;
  private final CartTimes times;

  @Inject
  CartMerges(Store store, CartsConfig config, Clock clock) {
    this(new MongoCarts(store), new CartTimes(clock, config));
  }

  CartMerges(MongoCarts carts, CartTimes times) {
    this.carts = carts;
    this.merging = new Merging(carts, times);
    this.times = times;
  }

  MergeResult merge(Caller caller, CartId into, CartId from) {
    boolean begun = false;
    for (int tries = 0; tries < Carts.MAX_TRIES; tries++) {
      Instant now = times.now();
      Optional<Cart> source = merging.settled(from).filter(cart -> cart.isFor(caller));
      // Read after the source is settled: what was merged is then in it.
      Optional<Cart> target =
          merging.settled(into).filter(cart -> cart.isFor(caller) && cart.isOpenAt(now));
      if (target.isEmpty()) {
        return new MergeResult.Missing();
      }
      if (source.isEmpty()) {
        return new MergeResult.SourceMissing();
      }
      if (source.get().state() instanceof State.Merged(CartId went)) {
        return went.equals(into)
            ? new MergeResult.Merged(target.get(), !begun)
            : new MergeResult.SourceTaken();
      }
      if (!source.get().isOpenAt(now)) {
        return new MergeResult.SourceMissing();
      }
      Optional<MergeResult> refusal = refusal(source.get(), target.get());
      if (refusal.isPresent()) {
        return refusal.get();
      }
      begun |= merging.begin(source.get(), target.get());
    }
    return new MergeResult.Contended();
  }

  private static Optional<MergeResult> refusal(Cart source, Cart target) {
    if (source.customer() != null && !source.customer().equals(target.customer())) {
      return Optional.of(new MergeResult.OtherCustomer());
    }
    if (source.checkout() != null) {
      return Optional.of(new MergeResult.InCheckout());
    }
    int lines =
        target.lines().size()
            + (int)
                source.lines().stream().filter(line -> target.line(line.sku()).isEmpty()).count();
    if (lines > Cart.MAX_LINES) {
      return Optional.of(new MergeResult.TooManyLines(lines));
    }
    if (source.lines().isEmpty() || target.lines().isEmpty()) {
      return Optional.empty();
    }
    String own = target.lines().getFirst().priceWhenAdded().currency();
    String other = source.lines().getFirst().priceWhenAdded().currency();
    return own.equals(other)
        ? Optional.empty()
        : Optional.of(new MergeResult.OtherCurrency(own, other));
  }
}
