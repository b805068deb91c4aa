package io.saleproof.recommendations;

import io.saleproof.orders.CountableOrders;
import io.saleproof.orders.CountableOrders.Note;
import io.saleproof.orders.CountableOrders.Page;
import io.saleproof.orders.OrderId;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/**
 * Counts everything from scratch, in memory that does not grow with the history: first every order
 * is noted as it stands, which decides what is counted; then the noted orders are streamed, once
 * for as many products as fit into memory, and their counts stored as a new generation; last,
 * readers are given it. Notes are a keeper's alone, so what changes meanwhile is left open for the
 * next batch. A crash leaves the old generation and a state that says that this is to be done anew.
 */
final class Rebuild {

  /** Orders looked at, and noted if need be, at once. */
  private static final int PAGE = 500;

  /** Documents built before they are stored. */
  private static final int STORED_AT_ONCE = 100;

  private final CountableOrders orders;
  private final ModelStates states;
  private final ModelCounts counts;
  private final Clock clock;
  private final long maxPairs;

  /**
   * @param maxPairs how many pairs of products are counted in one pass over the orders
   */
  Rebuild(
      CountableOrders orders, ModelStates states, ModelCounts counts, Clock clock, long maxPairs) {
    this.orders = orders;
    this.states = states;
    this.counts = counts;
    this.clock = clock;
    this.maxPairs = maxPairs;
  }

  /**
   * @param begun without a batch
   * @throws ModelStates.TakenOver if another keeper has begun since
   */
  ModelState run(ModelState begun) {
    ModelState state = states.begin(noteAll(states.rebuilding(begun)), List.of());
    // No other keeper has begun this round, and so no other documents are of this generation.
    long generation = state.round();
    long counted = countAll(generation);
    ModelState rebuilt =
        states.rebuilt(state, generation, counted, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    counts.deleteBefore(generation);
    return rebuilt;
  }

  private ModelState noteAll(ModelState begun) {
    ModelState state = begun;
    OrderId next = null;
    do {
      Page page = orders.page(next, PAGE);
      if (!page.open().isEmpty()) {
        state = states.begin(state, List.of());
        orders.note(
            page.open().stream()
                .map(order -> new Note(order.id(), order.version(), order.counts()))
                .toList(),
            state.round());
      }
      next = page.next();
    } while (next != null);
    return state;
  }

  /** Returns how many orders there are. */
  private long countAll(long generation) {
    Map<Sku, Long> withProduct = new HashMap<>();
    long[] all = new long[1];
    Sku next = null;
    boolean first = true;
    do {
      PairCounts pass = new PairCounts(next, maxPairs);
      boolean countOrders = first;
      orders.visitCounted(
          skus -> {
            Basket basket = Basket.of(skus);
            pass.add(basket);
            if (countOrders) {
              all[0]++;
              basket.products().forEach(sku -> withProduct.merge(sku, 1L, Long::sum));
            }
          });
      store(pass, generation);
      next = pass.end();
      first = false;
    } while (next != null);
    storeShares(withProduct, generation);
    return all[0];
  }

  private void store(PairCounts pass, long generation) {
    List<Document> documents = new ArrayList<>();
    pass.forEach(
        (sku, companions) -> {
          documents.add(
              CountDocuments.of(
                  CountDocuments.idOf(generation, sku), generation, generation, companions));
          if (documents.size() == STORED_AT_ONCE) {
            counts.insert(documents);
            documents.clear();
          }
        });
    counts.insert(documents);
  }

  private void storeShares(Map<Sku, Long> withProduct, long generation) {
    Map<String, Map<Sku, Long>> shares = new HashMap<>();
    withProduct.forEach(
        (sku, orders) ->
            shares
                .computeIfAbsent(CountDocuments.shareId(generation, sku), unused -> new HashMap<>())
                .put(sku, orders));
    List<Document> documents = new ArrayList<>();
    shares.forEach(
        (id, share) -> documents.add(CountDocuments.of(id, generation, generation, share)));
    counts.insert(documents);
  }
}
