package io.saleproof.carts;

import io.saleproof.access.Caller;
import io.saleproof.catalog.Catalog;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What clients change in carts. Each change is one conditional write from the version that was
 * read, so a write that names an older version changes nothing, and none is lost.
 */
@ApplicationScoped
class CartEdits {

  private final MongoCarts carts;
  private final Merging merging;
  private final Catalog catalog;
  private final CartTimes times;

  @Inject
  CartEdits(Store store, Catalog catalog, CartsConfig config, Clock clock) {
    this(new MongoCarts(store), catalog, new CartTimes(clock, config));
  }

  CartEdits(MongoCarts carts, Catalog catalog, CartTimes times) {
    this.carts = carts;
    this.merging = new Merging(carts, times);
    this.catalog = catalog;
    this.times = times;
  }

  /** A cart under a new id that is not stored yet, or why there can't be one. */
  CartWrite draft(@Nullable CustomerId customer, SequencedMap<Sku, Long> wanted) {
    return first(CartId.random(), customer, wanted);
  }

  /** Stores a draft; that it is there already is the same. */
  void store(Cart draft) {
    carts.insert(draft);
  }

  /** Makes the cart or replaces all its lines, as expected. */
  CartWrite put(
      Caller caller,
      CartId id,
      Expected expected,
      @Nullable CustomerId customer,
      SequencedMap<Sku, Long> wanted) {
    if (expected instanceof Expected.Absent) {
      return create(caller, id, customer, wanted);
    }
    return change(
        caller,
        id,
        expected,
        cart ->
            customer == null || customer.equals(cart.customer())
                ? lined(cart, wanted)
                : new Step.Refused(new CartWrite.OtherCustomer()));
  }

  /** Sets how many units of a product there are; {@code Absent}: only if there were none. */
  CartWrite putLine(Caller caller, CartId id, Expected expected, Sku sku, long quantity) {
    boolean onlyNew = expected instanceof Expected.Absent;
    return change(
        caller,
        id,
        onlyNew ? new Expected.Present() : expected,
        cart -> {
          if (onlyNew && cart.line(sku).isPresent()) {
            return new Step.Refused(new CartWrite.AlreadyThere(cart.version()));
          }
          SequencedMap<Sku, Long> wanted = quantities(cart.lines());
          wanted.put(sku, quantity);
          return lined(cart, wanted);
        });
  }

  CartWrite removeLine(Caller caller, CartId id, Expected expected, Sku sku) {
    return change(
        caller,
        id,
        expected,
        cart ->
            cart.line(sku).isEmpty()
                ? new Step.Refused(new CartWrite.MissingLine(sku))
                : new Step.Next(
                    cart.edited(
                        CartLines.without(cart.lines(), sku),
                        times.now(),
                        times.expiry(cart.customer()))));
  }

  CartWrite delete(Caller caller, CartId id, Expected expected) {
    CartWrite result =
        change(
            caller,
            id,
            expected,
            cart -> new Step.Next(cart.deleted(times.now(), times.remembered())));
    return result instanceof CartWrite.Saved ? new CartWrite.Deleted() : result;
  }

  private CartWrite create(
      Caller caller, CartId id, @Nullable CustomerId customer, SequencedMap<Sku, Long> wanted) {
    CartWrite draft = first(id, customer, wanted);
    if (!(draft instanceof CartWrite.Saved(Cart cart, boolean created))) {
      return draft;
    }
    for (int tries = 0; tries < Carts.MAX_TRIES; tries++) {
      Optional<Cart> before = merging.settled(id);
      if (before.isEmpty()) {
        if (carts.insert(cart)) {
          return draft;
        }
        continue;
      }
      Cart there = before.get();
      if (!there.isFor(caller)) {
        return new CartWrite.Missing();
      }
      if (there.isOpenAt(times.now())) {
        return new CartWrite.AlreadyThere(there.version());
      }
      Cart revived = there.revived(customer, cart.lines(), cart.createdAt(), cart.expiresAt());
      if (carts.swap(there, revived)) {
        return new CartWrite.Saved(revived, true);
      }
    }
    return new CartWrite.Contended();
  }

  private CartWrite first(
      CartId id, @Nullable CustomerId customer, SequencedMap<Sku, Long> wanted) {
    Instant now = times.now();
    return switch (LinePlan.of(catalog, List.of(), wanted, now)) {
      case LinePlan.Refused(CartWrite why) -> why;
      case LinePlan.Lines(List<CartLine> lines) ->
          new CartWrite.Saved(Cart.first(id, customer, lines, now, times.expiry(customer)), true);
    };
  }

  /** What a change wants to do with the cart as it was read. */
  private sealed interface Step {
    record Next(Cart after) implements Step {}

    record Refused(CartWrite why) implements Step {}
  }

  private Step lined(Cart cart, SequencedMap<Sku, Long> wanted) {
    Instant now = times.now();
    return switch (LinePlan.of(catalog, cart.lines(), wanted, now)) {
      case LinePlan.Refused(CartWrite why) -> new Step.Refused(why);
      case LinePlan.Lines(List<CartLine> lines) ->
          new Step.Next(cart.edited(lines, now, times.expiry(cart.customer())));
    };
  }

  private CartWrite change(Caller caller, CartId id, Expected expected, Function<Cart, Step> next) {
    for (int tries = 0; tries < Carts.MAX_TRIES; tries++) {
      Optional<Cart> found =
          merging.settled(id).filter(cart -> cart.isFor(caller) && cart.isOpenAt(times.now()));
      if (found.isEmpty()) {
        return new CartWrite.Missing();
      }
      Cart cart = found.get();
      if (!expected.isMetBy(cart.version())) {
        return new CartWrite.Stale(cart.version());
      }
      switch (next.apply(cart)) {
        case Step.Refused(CartWrite why) -> {
          return why;
        }
        case Step.Next(Cart after) -> {
          if (carts.swap(cart, after)) {
            return new CartWrite.Saved(after, false);
          }
        }
      }
    }
    return new CartWrite.Contended();
  }

  private static SequencedMap<Sku, Long> quantities(List<CartLine> lines) {
    SequencedMap<Sku, Long> quantities = new LinkedHashMap<>();
    lines.forEach(line -> quantities.put(line.sku(), line.quantity()));
    return quantities;
  }
}
