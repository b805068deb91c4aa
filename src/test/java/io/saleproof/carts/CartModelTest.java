package io.saleproof.carts;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.stock.StockInstance;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Any sequence of changes, orders and merges leaves in the carts what a plain model says. */
class CartModelTest {

  private static final int CARTS = 3;

  private static StoreForTests database;

  /** One operation on a cart; {@code other} is an order's number, a quantity or another cart. */
  record Step(String kind, int cart, int other) {}

  @BeforeContainer
  static void start() {
    database = new StoreForTests();
  }

  @AfterContainer
  static void stop() {
    database.close();
  }

  @Property(tries = 100)
  void cartsFollowTheModel(@ForAll("steps") List<Step> steps) {
    Clock clock = Clock.systemUTC();
    Catalog catalog = CatalogForTests.over(database.store(), clock);
    CartsForTests shop =
        new CartsForTests(
            database.store(), catalog, StockInstance.of(database.store(), clock).stock(), clock);
    Sku sku = new Sku("M-" + UUID.randomUUID());
    CatalogForTests.put(database.store(), sku, new Money(100, "GBP"));
    List<CartId> ids = new ArrayList<>();
    List<Model> models = new ArrayList<>();
    for (int i = 0; i < CARTS; i++) {
      ids.add(shop.make(null, Map.of()));
      models.add(new Model());
    }

    for (Step step : steps) {
      apply(shop, sku, ids, step);
      models.get(step.cart()).apply(step, models.get(step.other() % CARTS));

      for (int i = 0; i < CARTS; i++) {
        assertThat(shop.units(ids.get(i)).getOrDefault(sku, 0L))
            .as("cart %d after %s", i, step)
            .isEqualTo(models.get(i).units);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("put", "take", "drop", "give-back", "merge", "delete"),
            Arbitraries.integers().between(0, CARTS - 1),
            Arbitraries.integers().between(1, CARTS))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  private static void apply(CartsForTests shop, Sku sku, List<CartId> ids, Step step) {
    CartId id = ids.get(step.cart());
    String order = "o-" + step.other();
    long version = shop.carts().find(id).map(Cart::version).orElse(0L);
    switch (step.kind()) {
      case "put" -> shop.put(id, Map.of(sku, (long) step.other()));
      case "take" -> shop.carts().takeFor(id, version, order);
      case "drop" -> shop.carts().drop(id, order);
      // At a version that no cart ever has: this order did not read it lately.
      case "give-back" -> shop.carts().giveBack(id, 0, order);
      case "merge" -> {
        CartId from = ids.get(step.other() % CARTS);
        if (!from.equals(id)) {
          shop.merge(id, from);
        }
      }
      default -> shop.delete(id);
    }
  }

  /** A cart without a database. */
  private static final class Model {
    private boolean open = true;
    private long units;
    private @Nullable String order;
    private long taken;

    void apply(Step step, Model from) {
      boolean own = ("o-" + step.other()).equals(order);
      switch (step.kind()) {
        case "put" -> {
          open = true;
          units = step.other();
        }
        case "take" -> {
          if (open && order == null) {
            order = "o-" + step.other();
            taken = units;
            units = 0;
          }
        }
        case "drop" -> end(own, 0);
        case "give-back" -> end(own, taken);
        case "merge" -> {
          if (from != this && open && from.open && from.order == null) {
            units += from.units;
            from.close();
          }
        }
        default -> {
          if (open) {
            close();
          }
        }
      }
    }

    private void end(boolean own, long back) {
      if (own) {
        units += back;
        order = null;
        taken = 0;
      }
    }

    private void close() {
      open = false;
      units = 0;
      taken = 0;
    }
  }
}
