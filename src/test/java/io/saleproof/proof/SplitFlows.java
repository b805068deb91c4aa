package io.saleproof.proof;

import static io.saleproof.proof.Asking.line;
import static io.saleproof.proof.Flows.UNITS;
import static io.saleproof.proof.Flows.order;
import static io.saleproof.proof.Flows.shelves;

import io.saleproof.orders.OrderAction;
import io.saleproof.stock.Movement;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.function.BiConsumer;

/** Flows of a SKU whose stock is split over several documents. */
final class SplitFlows {

  private static final int BUCKETS = 2;

  private SplitFlows() {}

  static List<Flow> all() {
    return List.of(
        Flow.then(
            "split",
            shelves("A"),
            instance -> Asking.split(instance, "A", BUCKETS),
            order(line("A", 2))),
        knowingly("place from a bucket", split()),
        knowingly("place from a bucket while others take the rest", split())
            .whileOthers(instance -> Asking.place(instance, "rest", line("A", UNITS - 2))),
        Flow.repeated("place what is spread", spread(), order(line("A", UNITS - 2))),
        Flow.repeated("refuse what is spread", spread(), order(line("A", UNITS))),
        Flow.repeated(
            "pay what a bucket holds", inBucket(), i -> Asking.move(i, 2, OrderAction.PAY)),
        Flow.repeated(
            "cancel what a bucket holds", inBucket(), i -> Asking.move(i, 2, OrderAction.CANCEL)),
        Flow.repeated(
            "write off what is spread",
            spread(),
            i -> Asking.move(i, "A", "m", Movement.Type.WRITE_OFF, UNITS - 2)),
        Flow.repeated(
            "count what is spread",
            spread(),
            i -> Asking.move(i, "A", "m", Movement.Type.COUNT, UNITS - 2)),
        Flow.then(
            "merge",
            inBucket()
                .andThen(
                    (world, instance) -> {
                      Asking.move(instance, 1, OrderAction.PAY);
                      Asking.move(instance, 2, OrderAction.PAY);
                      Asking.reconcile(instance);
                    }),
            instance -> {
              Asking.split(instance, "A", 1);
              Asking.sweep(instance);
              return Asking.sweep(instance);
            },
            order(line("A", 1))),
        knowingly("place and split for demand", shelves("A"))
            .set(Settings.USUAL.splitAbove(1, 1_000, BUCKETS)),
        knowingly("place and split for open holds", shelves("A"))
            .set(Settings.USUAL.splitAbove(1_000, 1, BUCKETS)));
  }

  private static Flow knowingly(String name, BiConsumer<World, Instance> start) {
    return Flow.then(name, start, SplitFlows::placeKnowingly, order(line("A", 1)));
  }

  /** The instance has seen by an order before that the SKU is split. */
  private static Answer placeKnowingly(Instance instance) {
    return Asking.inTurn(
        instance,
        i -> Asking.place(i, "before", line("A", 1)),
        i -> Asking.place(i, "key", line("A", 1)));
  }

  private static BiConsumer<World, Instance> split() {
    return shelves("A").andThen((world, instance) -> Asking.split(instance, "A", BUCKETS));
  }

  /** Units are in the root and in a bucket, and each holds one for an order. */
  static BiConsumer<World, Instance> inBucket() {
    return split().andThen((world, instance) -> placeKnowingly(instance));
  }

  /** The same, and the orders have been cancelled: all units are free. */
  private static BiConsumer<World, Instance> spread() {
    return inBucket()
        .andThen(
            (world, instance) -> {
              Asking.move(instance, 1, OrderAction.CANCEL);
              Asking.move(instance, 2, OrderAction.CANCEL);
              Asking.move(instance, "A", "gone", Movement.Type.WRITE_OFF, 1);
              world.putProduct(new Sku("Z"), 100);
            });
  }
}
