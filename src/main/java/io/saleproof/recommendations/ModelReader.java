package io.saleproof.recommendations;

import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads bonds out of the stored counts. How often each product is bought is kept in memory as long
 * as no keeper has changed it: some 150 bytes a product.
 */
@ApplicationScoped
class ModelReader {

  /** How often a count from scratch may come between the state and what it points to. */
  private static final int MAX_TRIES = 3;

  private final ModelStates states;
  private final ModelCounts counts;
  private final ModelMeters meters;
  private volatile @Nullable Known last;

  ModelReader(Store store, ModelMeters meters, Clock clock) {
    this.states = new ModelStates(store, clock);
    this.counts = new ModelCounts(store);
    this.meters = meters;
  }

  private record Known(ModelState state, Popularity popularity) {
    boolean isOf(ModelState current) {
      return state.generation() == current.generation()
          && state.round() == current.round()
          // A batch that was under way may have been half in it.
          && state.batch().isEmpty()
          && current.batch().isEmpty();
    }
  }

  /** The bonds of each of the products, strongest first; none of what nobody has bought. */
  Map<Sku, List<Bond>> bonds(Collection<Sku> products) {
    ModelState state = states.read();
    for (int tries = 1; tries < MAX_TRIES; tries++) {
      Map<Sku, List<Bond>> bonds = bonds(state, products);
      ModelState after = bonds.size() == products.size() ? state : states.read();
      if (after.generation() == state.generation()) {
        return bonds;
      }
      // What is missing may have been of a generation that is gone now.
      state = after;
    }
    return bonds(state, products);
  }

  private Map<Sku, List<Bond>> bonds(ModelState state, Collection<Sku> products) {
    if (state.generation() == 0) {
      return Map.of();
    }
    meters.seen(state);
    Popularity popularity = popularity(state);
    Map<Sku, List<Bond>> bonds = new HashMap<>();
    counts
        .companions(state.generation(), products)
        .forEach((sku, companions) -> bonds.put(sku, Bond.of(sku, companions, popularity)));
    return bonds;
  }

  private Popularity popularity(ModelState state) {
    Known known = last;
    if (known == null || !known.isOf(state)) {
      known = new Known(state, counts.popularity(state));
      last = known;
    }
    return known.popularity();
  }
}
