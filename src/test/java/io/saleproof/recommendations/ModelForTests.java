package io.saleproof.recommendations;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.orders.CountableOrders;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/** An instance that keeps the model, and what its counts are and ought to be. */
public final class ModelForTests {

  private final Store store;
  private final CountableOrders orders;
  private final ModelStates states;
  private final ModelCounts counts;
  private final Keeper keeper;

  /** One that counts from scratch at its first turn only. */
  public ModelForTests(Store store, CountableOrders orders, Clock clock, long maxPairs) {
    this(store, orders, clock, maxPairs, Duration.ofDays(1_000));
  }

  ModelForTests(
      Store store, CountableOrders orders, Clock clock, long maxPairs, Duration rebuildEvery) {
    this.store = store;
    this.orders = orders;
    this.states = new ModelStates(store, clock);
    this.counts = new ModelCounts(store);
    ModelMeters meters = new ModelMeters(new SimpleMeterRegistry(), clock);
    Rebuild rebuild = new Rebuild(orders, states, counts, clock, maxPairs);
    this.keeper = new Keeper(orders, states, counts, rebuild, clock, rebuildEvery, meters);
  }

  /** One turn; that another keeper has taken over is no failure of it. */
  public void keep() {
    try {
      keeper.keep();
    } catch (ModelStates.TakenOver other) {
      // It has done, or will do, what is left.
      return;
    }
  }

  public void rebuild() {
    try {
      keeper.rebuild();
    } catch (ModelStates.TakenOver other) {
      return;
    }
  }

  public long generation() {
    return states.read().generation();
  }

  public boolean isAtRest() {
    ModelState state = states.read();
    return state.batch().isEmpty() && !state.rebuilding() && orders.open(1).isEmpty();
  }

  /** What is stored for readers, as text: orders, products, pairs. */
  public String counted() {
    ModelState state = states.read();
    Popularity popularity = counts.popularity(state);
    Map<Sku, Companions> companions =
        counts.companions(state.generation(), popularity.of().keySet());
    return text(popularity, companions);
  }

  /** The same counted here and now from the orders, one by one. */
  public String expected(List<List<Sku>> baskets) {
    Map<Sku, Long> products = new TreeMap<>();
    Map<Sku, Map<Sku, Long>> pairs = new TreeMap<>();
    for (List<Sku> lines : baskets) {
      List<Sku> basket = lines.stream().distinct().toList();
      for (Sku one : basket) {
        products.merge(one, 1L, Long::sum);
        for (Sku other : basket) {
          if (!one.equals(other)) {
            pairs.computeIfAbsent(one, unused -> new TreeMap<>()).merge(other, 1L, Long::sum);
          }
        }
      }
    }
    Map<Sku, Companions> companions = new TreeMap<>();
    pairs.forEach((sku, of) -> companions.put(sku, Companions.counted(of)));
    return text(new Popularity(baskets.size(), products), companions);
  }

  private static String text(Popularity popularity, Map<Sku, Companions> companions) {
    StringBuilder text = new StringBuilder("orders " + popularity.orders() + "\n");
    new TreeMap<>(popularity.of())
        .forEach(
            (sku, orders) ->
                text.append(sku)
                    .append(' ')
                    .append(orders)
                    .append(' ')
                    .append(new TreeMap<>(companions.getOrDefault(sku, Companions.NONE).of()))
                    .append('\n'));
    return text.toString();
  }

  /** All documents of the model. */
  public List<Document> documents() {
    return store.exact(Schema.COMPANIONS).find().into(new ArrayList<>());
  }
}
