package io.saleproof.proof;

import io.saleproof.stock.HoldResult;
import io.saleproof.stock.StockLevel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One SKU's stock, as one client at a time would see it. */
final class SkuModel implements SequentialModel<SkuModel.State, SkuModel.Ask, SkuModel.Told> {

  /** What is on hand, and who holds how much of it. */
  record State(long onHand, Map<String, Long> holds) {

    long reserved() {
      return holds.values().stream().mapToLong(Long::longValue).sum();
    }

    long available() {
      return onHand - reserved();
    }

    private State with(String order, long quantity) {
      Map<String, Long> more = new TreeMap<>(holds);
      more.put(order, quantity);
      return new State(onHand, more);
    }

    private State without(String order, long sold) {
      Map<String, Long> fewer = new TreeMap<>(holds);
      fewer.remove(order);
      return new State(onHand - sold, fewer);
    }
  }

  /** What a client asks. */
  sealed interface Ask {
    record Hold(String order, long quantity) implements Ask {}

    record Release(String order) implements Ask {}

    record Sell(String order) implements Ask {}

    record Receive(long quantity) implements Ask {}

    record Read() implements Ask {}
  }

  /** What it is told. */
  sealed interface Told {
    record Held() implements Told {}

    record Short(long available) implements Told {}

    record Done() implements Told {}

    record Level(long onHand, long reserved) implements Told {}

    static Told of(HoldResult result) {
      return switch (result) {
        case HoldResult.Held held -> new Held();
        case HoldResult.Short(long available) -> new Short(available);
        case HoldResult.Late(long fence) ->
            throw new IllegalStateException("nobody took the order over");
      };
    }

    static Told of(StockLevel level) {
      return new Level(level.onHand(), level.reserved());
    }
  }

  private final long opening;

  SkuModel(long opening) {
    this.opening = opening;
  }

  @Override
  public State initial() {
    return new State(opening, Map.of());
  }

  @Override
  public Optional<State> next(State state, Ask ask, @Nullable Told told) {
    return switch (ask) {
      case Ask.Hold hold -> afterHold(state, hold, told);
      case Ask.Release(String order) -> Optional.of(state.without(order, 0));
      case Ask.Sell(String order) ->
          Optional.of(state.without(order, state.holds().getOrDefault(order, 0L)));
      case Ask.Receive(long quantity) ->
          Optional.of(new State(state.onHand() + quantity, state.holds()));
      case Ask.Read read ->
          told == null || isLevel(state, told) ? Optional.of(state) : Optional.empty();
    };
  }

  private static Optional<State> afterHold(State state, Ask.Hold hold, @Nullable Told told) {
    boolean fits = state.holds().containsKey(hold.order()) || state.available() >= hold.quantity();
    Told expected = fits ? new Told.Held() : new Told.Short(state.available());
    if (told != null && !told.equals(expected)) {
      return Optional.empty();
    }
    return Optional.of(fits ? state.with(hold.order(), hold.quantity()) : state);
  }

  private static boolean isLevel(State state, Told told) {
    return told.equals(new Told.Level(state.onHand(), state.reserved()));
  }
}
