package io.saleproof.recommendations;

import io.saleproof.orders.CountableOrders;
import io.saleproof.orders.CountableOrders.Note;
import io.saleproof.orders.CountableOrders.Open;
import io.saleproof.orders.OrderId;
import io.saleproof.recommendations.ModelState.Change;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps the counts right. An order that came, or came to nothing, is counted in four steps: the
 * batch is written into the model's state; each document takes it once; the orders are noted; the
 * batch is taken off. Whoever takes over after a crash finds the batch there and does all four
 * again; what is done already refuses to be done twice. So each order counts once, in the end.
 */
final class Keeper {

  /** Orders in a batch. Larger ones rewrite popular products' documents less often. */
  static final int BATCH = 500;

  /** What is still open after so many batches is left to the next turn. */
  static final int MAX_BATCHES = 100;

  /** Fewer open orders than this are always counted one by one. */
  static final int LEAST_BACKLOG = 2_000;

  /** More are never asked for; a history that long is not counted from scratch for a backlog. */
  static final int MAX_BACKLOG = 100_000;

  /** An open part of all orders from which counting all from scratch costs less. */
  private static final int BACKLOG_PART = 4;

  private final CountableOrders orders;
  private final ModelStates states;
  private final ModelCounts counts;
  private final Rebuild rebuild;
  private final Clock clock;
  private final Duration rebuildEvery;
  private final ModelMeters meters;

  /**
   * @param rebuildEvery after so long the counts are made from scratch whatever they are like
   */
  Keeper(
      CountableOrders orders,
      ModelStates states,
      ModelCounts counts,
      Rebuild rebuild,
      Clock clock,
      Duration rebuildEvery,
      ModelMeters meters) {
    this.orders = orders;
    this.states = states;
    this.counts = counts;
    this.rebuild = rebuild;
    this.clock = clock;
    this.rebuildEvery = rebuildEvery;
    this.meters = meters;
  }

  /**
   * Brings the counts up to date, whatever an earlier keeper has left.
   *
   * @throws ModelStates.TakenOver if another keeper does so now
   */
  void keep() {
    ModelState state = settled();
    boolean scratch = state.generation() == 0 || state.rebuilding() || isOld(state);
    if (scratch || isFarBehind(state) || !countOpen(state)) {
      rebuild();
    }
  }

  /** Counts everything from scratch. Readers have the old counts until it is done. */
  void rebuild() {
    meters.rebuilt(rebuild.run(settled()));
  }

  /** Takes over, and finishes the batch of the keeper before. */
  private ModelState settled() {
    ModelState state = states.takeOver();
    return state.batch().isEmpty() ? state : finish(state);
  }

  private boolean isOld(ModelState state) {
    Instant rebuiltAt = state.rebuiltAt();
    return rebuiltAt == null || rebuiltAt.plus(rebuildEvery).isBefore(clock.instant());
  }

  private boolean isFarBehind(ModelState state) {
    long far = Math.max(LEAST_BACKLOG, state.orders() / BACKLOG_PART);
    return far <= MAX_BACKLOG && orders.countOpen((int) far) >= far;
  }

  /** Returns false if they had better be counted from scratch. */
  private boolean countOpen(ModelState begun) {
    ModelState state = begun;
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      List<Open> open = orders.open(BATCH);
      if (open.stream().anyMatch(order -> order.changed() && order.counted())) {
        return false;
      }
      if (!open.isEmpty()) {
        state = finish(states.begin(state, open.stream().map(Keeper::change).toList()));
      }
      if (open.size() < BATCH) {
        meters.seen(states.keptAt(state, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        return true;
      }
    }
    meters.seen(state);
    return true;
  }

  private ModelState finish(ModelState state) {
    Map<OrderId, Basket> baskets = new HashMap<>();
    orders
        .findAll(state.batch().stream().map(Change::order).toList())
        .forEach(order -> baskets.put(order.id(), Basket.of(order.skus())));
    BatchChanges changes = new BatchChanges();
    for (Change change : state.batch()) {
      Basket basket = baskets.get(change.order());
      if (basket != null) {
        changes.add(basket, change.by());
      }
    }
    counts.apply(state, changes);
    orders.note(
        state.batch().stream()
            .map(change -> new Note(change.order(), change.version(), change.counted()))
            .toList(),
        state.round());
    ModelState finished = states.finish(state);
    meters.counted(state.batch().stream().collect(Collectors.summarizingInt(Change::by)));
    return finished;
  }

  private static Change change(Open order) {
    int by = (order.counts() ? 1 : 0) - (order.counted() ? 1 : 0);
    return new Change(order.id(), order.version(), by, order.counts());
  }
}
