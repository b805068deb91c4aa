package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any sequence of operations leaves the figures that a plain model says. */
class StockModelTest {

  private static StoreForTests database;

  /** One operation; {@code number} is the order's or the movement's. */
  record Step(String kind, int number, long amount) {}

  @BeforeContainer
  static void start() {
    database = new StoreForTests();
  }

  @AfterContainer
  static void stop() {
    database.close();
  }

  @Property(tries = 150)
  void figuresFollowTheModel(@ForAll("steps") List<Step> steps) {
    follow(steps);
  }

  /** Split, merged and kept in between, a SKU is still one account. */
  @Property(tries = 150)
  void figuresFollowTheModelWhenSplit(@ForAll("stepsOfASplitSku") List<Step> steps) {
    follow(steps);
  }

  /**
   * Whoever takes an order over finds its hold in another bucket than the one it looks in first.
   */
  @Example
  void aLaterTurnFindsTheHoldAfterTheNumberOfBucketsChanged() {
    follow(
        List.of(
            new Step("receive", 1, 9),
            new Step("receive", 2, 9),
            new Step("split", 1, 1),
            new Step("hold", 1, 1),
            new Step("hold", 2, 1),
            new Step("split", 6, 1),
            new Step("keep", 1, 1),
            new Step("hold", 1, 1),
            new Step("hold", 2, 1)));
  }

  private static void follow(List<Step> steps) {
    StockInstance instance =
        StockInstance.of(database.store(), StockSettings.WHOLE, Clock.systemUTC());
    Sku sku = new Sku("P-" + UUID.randomUUID());
    Model model = new Model();
    Turns turns = new Turns();

    for (Step step : steps) {
      apply(instance, sku, step, turns);
      model.apply(step);

      assertThat(figures(StockAccounts.read(database.store(), sku))).isEqualTo(model.figures());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return stepsOf("receive", "write-off", "count", "hold", "release", "sell");
  }

  @Provide
  Arbitrary<List<Step>> stepsOfASplitSku() {
    return stepsOf(
        "receive",
        "write-off",
        "count",
        "hold",
        "hold",
        "release",
        "sell",
        "split",
        "close",
        "keep");
  }

  private static Arbitrary<List<Step>> stepsOf(String... kinds) {
    return Combinators.combine(
            Arbitraries.of(kinds),
            Arbitraries.integers().between(1, 6),
            Arbitraries.longs().between(1, 9))
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }

  private static void apply(StockInstance instance, Sku sku, Step step, Turns turns) {
    Stock stock = instance.stock();
    switch (step.kind()) {
      case "hold" -> stock.hold(sku, Model.units(step), turns.next(step), Instant.EPOCH);
      case "release" -> stock.release(sku, Model.units(step), turns.next(step));
      case "sell" -> stock.sell(sku, Model.units(step), turns.next(step));
      case "split" -> stock.chooseBuckets(sku, 1 + step.number());
      case "close" -> stock.chooseBuckets(sku, 1);
      case "keep" -> instance.keep();
      default ->
          stock.move(
              sku,
              new Movement(
                  step.kind() + step.number(), Model.type(step), step.amount(), null, null));
    }
  }

  private static String figures(StockAccounts account) {
    return "onHand=%d reserved=%d available=%d received=%d sold=%d writtenOff=%d"
        .formatted(
            account.onHand(),
            account.reserved(),
            account.available(),
            account.received(),
            account.sold(),
            account.writtenOff());
  }

  /** Each step at an order is a turn of its own: a first turn may ask only once. */
  private static final class Turns {
    private final Map<Integer, Long> last = new HashMap<>();
    private long tickets;

    Attempt next(Step step) {
      long ticket = ++tickets;
      Long before = last.put(step.number(), ticket);
      return new Attempt("o-" + step.number(), ticket, before == null ? 0 : before);
    }
  }

  /** The same account without a database. */
  private static final class Model {
    private final Map<String, Long> holds = new HashMap<>();
    private final Map<String, Long> done = new HashMap<>();
    private long onHand;
    private long received;
    private long sold;
    private long writtenOff;

    /** An order asks for the same units each time. */
    static long units(Step step) {
      return step.number();
    }

    static Movement.Type type(Step step) {
      return switch (step.kind()) {
        case "receive" -> Movement.Type.RECEIVE;
        case "write-off" -> Movement.Type.WRITE_OFF;
        default -> Movement.Type.COUNT;
      };
    }

    void apply(Step step) {
      String order = "o-" + step.number();
      switch (step.kind()) {
        case "hold" -> {
          if (!holds.containsKey(order) && onHand - reserved() >= units(step)) {
            holds.put(order, units(step));
          }
        }
        case "split", "close", "keep" -> {
          // Nothing that shows.
        }
        case "release" -> holds.remove(order);
        case "sell" -> {
          Long units = holds.remove(order);
          if (units != null) {
            onHand -= units;
            sold += units;
          }
        }
        default -> move(step);
      }
    }

    private void move(Step step) {
      String id = step.kind() + step.number();
      if (done.containsKey(id)) {
        return;
      }
      long change =
          switch (type(step)) {
            case RECEIVE -> step.amount();
            case WRITE_OFF -> -step.amount();
            default -> step.amount() - onHand;
          };
      if (onHand + change < reserved()) {
        return;
      }
      done.put(id, change);
      onHand += change;
      received += Math.max(change, 0);
      writtenOff += Math.max(-change, 0);
    }

    private long reserved() {
      return holds.values().stream().mapToLong(Long::longValue).sum();
    }

    String figures() {
      return "onHand=%d reserved=%d available=%d received=%d sold=%d writtenOff=%d"
          .formatted(onHand, reserved(), onHand - reserved(), received, sold, writtenOff);
    }
  }
}
