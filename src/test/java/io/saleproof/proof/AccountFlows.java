package io.saleproof.proof;

import static io.saleproof.proof.Asking.line;
import static io.saleproof.proof.Flows.shelves;

import io.saleproof.store.Schema;
import io.saleproof.trade.Sku;
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
        Flow.then(
                "reconcile holds that nobody knows",
                paid().andThen((world, instance) -> strayHold(world)),
                Asking::reconcile,
                Asking::reconcile)
            .mendedBy(
                instance -> {
                  instance.sweep();
                  Asking.reconcile(instance);
                }));
  }

  /** Sold units whose ledger entry is not copied yet. */
  private static BiConsumer<World, Instance> paid() {
    return shelves("A")
        .andThen(
            (world, instance) -> {
              Asking.place(instance, "key", line("A", 2));
              Asking.move(instance, 1, io.saleproof.orders.OrderAction.PAY);
            });
  }

  /** As a bug, or a hand at the database, might leave it. */
  private static void strayHold(World world) {
    Document hold =
        new Document("order", "bm9ib2R5.1")
            .append("quantity", 3L)
            .append("until", Date.from(TestClock.START));
    world
        .collection(Schema.STOCK, new DatabaseCalls())
        .updateOne(
            new Document("_id", new Sku("A").value()),
            new Document("$push", new Document("holds", hold))
                .append("$inc", new Document("open", 1L).append("version", 1L)));
  }
}
