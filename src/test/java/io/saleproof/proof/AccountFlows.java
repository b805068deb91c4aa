package io.saleproof.proof;

import static io.saleproof.proof.Asking.line;
import static io.saleproof.proof.Flows.shelves;

import io.saleproof.orders.OrderAction;
import io.saleproof.store.Schema;
import java.util.Date;
import java.util.List;
import java.util.function.BiConsumer;
import org.bson.Document;

/** Flows that compare the stock with its ledger and its orders. */
final class AccountFlows {

  private AccountFlows() {}

  static List<Flow> all() {
    return List.of(
        Flow.then("reconcile what is right", paid(), Asking::reconcile, Asking::reconcile),
        mended(
            "reconcile holds that nobody knows",
            paid().andThen((world, instance) -> strayHold(world))),
        mended(
            "reconcile buckets that are not counted",
            SplitFlows.inBucket().andThen((world, instance) -> forgetBuckets(world))));
  }

  /** What is wrong at the beginning is mended by reconciling, by whoever comes to it. */
  private static Flow mended(String name, BiConsumer<World, Instance> start) {
    return Flow.then(name, start, Asking::reconcile, Asking::reconcile)
        .mendedBy(
            instance -> {
              instance.sweep();
              Asking.reconcile(instance);
            });
  }

  /** Sold units whose ledger entry is not copied yet. */
  private static BiConsumer<World, Instance> paid() {
    return shelves("A")
        .andThen(
            (world, instance) -> {
              Asking.place(instance, "key", line("A", 2));
              Asking.move(instance, 1, OrderAction.PAY);
            });
  }

  /** As a bug, or a hand at the database, might leave it. */
  private static void strayHold(World world) {
    Document hold =
        new Document("order", "bm9ib2R5.1")
            .append("quantity", 3L)
            .append("until", Date.from(TestClock.START));
    change(
        world,
        new Document("$push", new Document("holds", hold))
            .append("$inc", new Document("open", 1L).append("version", 1L)));
  }

  private static void forgetBuckets(World world) {
    change(
        world,
        new Document("$set", new Document("buckets", 0))
            .append("$inc", new Document("version", 1L)));
  }

  private static void change(World world, Document update) {
    world.collection(Schema.STOCK, new DatabaseCalls()).updateOne(new Document("_id", "A"), update);
  }
}
