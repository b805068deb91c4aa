package io.saleproof.carts;

import io.saleproof.access.Caller;
import io.saleproof.catalog.Catalog;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The carts of one instance of the program, built by hand for tests without Quarkus; also for those
 * of other packages.
 */
public final class CartsForTests {

  static final CartsConfig CONFIG =
      new CartsConfig() {
        @Override
        public Duration customerExpiry() {
          return Duration.ofDays(30);
        }

        @Override
        public Duration guestExpiry() {
          return Duration.ofDays(7);
        }

        @Override
        public Duration keyRetention() {
          return Duration.ofDays(2);
        }
      };

  private static final Caller ANYONE = new Caller.Admin("test");

  private final Carts carts;
  private final CartEdits edits;
  private final CartMerges merges;
  private final CartKeys keys;
  private final CartPricing pricing;

  public CartsForTests(Store store, Catalog catalog, Stock stock, Clock clock) {
    this.carts = new ShopCarts(store, CONFIG, clock);
    this.edits = new CartEdits(store, catalog, CONFIG, clock);
    this.merges = new CartMerges(store, CONFIG, clock);
    this.keys = new CartKeys(store, CONFIG, clock);
    this.pricing = new CartPricing(catalog, stock);
  }

  /** What orders use. */
  public Carts carts() {
    return carts;
  }

  /** Makes a cart; {@code null}: a guest's. */
  public CartId make(@Nullable CustomerId customer, Map<Sku, Long> units) {
    Cart draft = ((CartWrite.Saved) edits.draft(customer, inOrder(units))).cart();
    edits.store(draft);
    return draft.id();
  }

  /** Makes a cart at most once for a key. */
  public CartId makeOnce(String key, @Nullable CustomerId customer, Map<Sku, Long> units) {
    return keys.find(key)
        .map(CartKeys.Kept::cart)
        .orElseGet(
            () -> {
              Cart draft = ((CartWrite.Saved) edits.draft(customer, inOrder(units))).cart();
              return keys.claim(key, "hash", draft, "answer")
                  .map(CartKeys.Kept::cart)
                  .orElse(draft.id());
            });
  }

  /** Makes the cart of this id, or replaces its lines whatever its version. */
  public void put(CartId id, Map<Sku, Long> units) {
    Expected expected = carts.find(id).isPresent() ? new Expected.Present() : new Expected.Absent();
    edits.put(ANYONE, id, expected, null, inOrder(units));
  }

  /** Sets one line; false if the cart is at another version, or is no more. */
  public boolean putLine(CartId id, long version, Sku sku, long units) {
    Expected expected = new Expected.OneOf(Set.of(version));
    return edits.putLine(ANYONE, id, expected, sku, units) instanceof CartWrite.Saved;
  }

  public void delete(CartId id) {
    edits.delete(ANYONE, id, new Expected.Present());
  }

  /** Merges; false if it was refused. */
  public boolean merge(CartId into, CartId from) {
    return merges.merge(ANYONE, into, from) instanceof MergeResult.Merged;
  }

  /** Units by product as clients see them; nothing of a cart that is no more. */
  public Map<Sku, Long> units(CartId id) {
    Map<Sku, Long> units = new LinkedHashMap<>();
    carts
        .find(id)
        .map(cart -> pricing.price(cart).view())
        .ifPresent(
            view -> view.lines().forEach(line -> units.put(new Sku(line.sku()), line.quantity())));
    return units;
  }

  public long version(CartId id) {
    return carts.find(id).orElseThrow().version();
  }

  private static SequencedMap<Sku, Long> inOrder(Map<Sku, Long> units) {
    return new LinkedHashMap<>(units);
  }
}
