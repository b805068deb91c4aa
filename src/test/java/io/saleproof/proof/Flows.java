package io.saleproof.proof;

import static io.saleproof.orders.OrderAction.CANCEL;
import static io.saleproof.orders.OrderAction.DELIVER;
import static io.saleproof.orders.OrderAction.PAY;
import static io.saleproof.orders.OrderAction.RETURN;
import static io.saleproof.orders.OrderAction.SHIP;
import static io.saleproof.proof.Asking.line;

import io.saleproof.orders.OrderAction;
import io.saleproof.orders.PlaceOrder;
import io.saleproof.stock.Movement;
import io.saleproof.trade.Sku;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every flow that the crash suite goes through. A new flow of the product belongs here. */
final class Flows {

  /** So many units of every SKU at the beginning. */
  static final int UNITS = 10;

  private static final Function<Instance, Answer> ORDER = order(line("A", 2), line("B", 1));

  private Flows() {}

  static List<Flow> all() {
    return Stream.of(
            placing(),
            moving(),
            running(),
            stock(),
            SplitFlows.all(),
            AccountFlows.all(),
            CartFlows.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Flow> placing() {
    return List.of(
        Flow.repeated("place one line", shelves("A"), order(line("A", 2))),
        Flow.repeated("place the last unit", shelves("A"), order(line("A", UNITS))),
        Flow.repeated(
            "place three lines",
            shelves("A", "B", "C"),
            order(line("C", 1), line("A", 2), line("B", 3))),
        Flow.repeated("place with little time", shelves("A", "B"), ORDER)
            .set(Settings.USUAL.reservedFor(Duration.ofSeconds(10))),
        Flow.repeated(
            "refuse at the first line",
            shelves("A", "B"),
            order(line("A", UNITS + 1), line("B", 1))),
        Flow.repeated(
            "refuse at the last line",
            shelves("A", "B", "C"),
            order(line("A", 1), line("B", UNITS), line("C", UNITS + 1))),
        Flow.repeated(
                "refuse while goods come in",
                shelves("A", "B"),
                order(line("A", 1), line("B", UNITS + 1)))
            .whileOthers(instance -> Asking.receive(instance, "B", "goods", UNITS)),
        Flow.repeated(
            "refuse a SKU without stock",
            shelves("A").andThen((world, instance) -> world.putProduct(new Sku("Z"), 100)),
            order(line("A", 1), line("Z", 1))),
        Flow.repeated("replay", placed(), ORDER),
        Flow.then(
            "replay after payment",
            shelves("A", "B"),
            instance -> {
              Answer placed = ORDER.apply(instance);
              Asking.move(instance, 1, PAY);
              return placed;
            },
            ORDER),
        Flow.repeated(
            "replay what is cut short", shelves("A", "B").andThen(Flows::cutShort), ORDER));
  }

  private static List<Flow> moving() {
    return List.of(
        move("pay", placed(), PAY),
        move("pay while others ship", placed(), PAY)
            .whileOthers(instance -> Asking.move(instance, 1, SHIP)),
        move("cancel a placed order", placed(), CANCEL),
        move("cancel a paid order", after(PAY), CANCEL),
        move("ship", after(PAY), SHIP),
        move("deliver", after(PAY, SHIP), DELIVER),
        move("return", after(PAY, SHIP, DELIVER), RETURN),
        Flow.repeated(
            "return to the shelf",
            after(PAY, SHIP, DELIVER),
            instance -> Asking.move(instance, 1, RETURN, true)),
        Flow.then(
            "pay, ship, deliver and return at once",
            placed(),
            instance ->
                Asking.inTurn(
                    instance,
                    i -> Asking.move(i, 1, PAY),
                    i -> Asking.move(i, 1, SHIP),
                    i -> Asking.move(i, 1, DELIVER),
                    i -> Asking.move(i, 1, RETURN, true)),
            instance -> Asking.move(instance, 1, RETURN, true)));
  }

  /** What the shop does by itself. */
  private static List<Flow> running() {
    return List.of(
        Flow.then("expire", placed().andThen(Flows::reservationEnds), Asking::sweep, ORDER),
        Flow.then(
            "expire what is cut short",
            shelves("A", "B").andThen(Flows::cutShort).andThen(Flows::reservationEnds),
            Asking::sweep,
            ORDER));
  }

  private static List<Flow> stock() {
    return List.of(
        Flow.repeated(
            "receive a new SKU", (world, instance) -> {}, i -> Asking.receive(i, "N", "m", 5)),
        Flow.repeated("receive", placed(), i -> Asking.receive(i, "A", "m", 5)),
        Flow.repeated(
            "write off", placed(), i -> Asking.move(i, "A", "m", Movement.Type.WRITE_OFF, 3)),
        Flow.repeated(
            "write off what is held",
            placed(),
            i -> Asking.move(i, "A", "m", Movement.Type.WRITE_OFF, UNITS)),
        Flow.repeated("count", placed(), i -> Asking.move(i, "A", "m", Movement.Type.COUNT, 7)),
        Flow.repeated(
            "give SKUs their first stock",
            shelves("A"),
            instance -> Asking.open(instance, "A", "N")));
  }

  private static Flow move(String name, BiConsumer<World, Instance> start, OrderAction action) {
    return Flow.repeated(name, start, instance -> Asking.move(instance, 1, action));
  }

  static Function<Instance, Answer> order(PlaceOrder.Line... lines) {
    return instance -> Asking.place(instance, "key", lines);
  }

  /** These SKUs are for sale. */
  static BiConsumer<World, Instance> shelves(String... skus) {
    return (world, instance) -> {
      for (String sku : skus) {
        world.putProduct(new Sku(sku), 100);
        Asking.receive(instance, sku, "first", UNITS);
      }
    };
  }

  /** An order of two lines is placed. */
  private static BiConsumer<World, Instance> placed() {
    return shelves("A", "B").andThen((world, instance) -> CrashSuite.answer(instance, ORDER));
  }

  /** The order has come so far. */
  private static BiConsumer<World, Instance> after(OrderAction... actions) {
    return placed()
        .andThen(
            (world, instance) -> {
              for (OrderAction action : actions) {
                Asking.move(instance, 1, action);
              }
            });
  }

  /** An instance dies while it holds the second line. */
  private static void cutShort(World world, Instance instance) {
    Instance dying = world.start();
    dying.calls().watch(DatabaseCalls.Faults.firstAfter("insertOne", 1, Way.DIE_AFTER));
    CrashSuite.answer(dying, ORDER);
  }

  private static void reservationEnds(World world, Instance instance) {
    world.clock().advance(Settings.USUAL.reservation());
  }
}
