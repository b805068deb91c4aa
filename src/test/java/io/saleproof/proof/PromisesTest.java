package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.orders.OrderAction;
import io.saleproof.store.Schema;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checkers of what is stored are themselves checked: whatever is broken by hand is named. */
class PromisesTest {

  private static World world;
  private static World.Snapshot sound;

  @BeforeAll
  static void placeAndPay() {
    world = new World();
    world.clear(Settings.USUAL);
    Instance instance = world.start();
    Flows.shelves("A", "B").accept(world, instance);
    Asking.place(instance, "one", Asking.line("A", 2), Asking.line("B", 1));
    Asking.place(instance, "two", Asking.line("A", 1));
    Asking.move(instance, 1, OrderAction.PAY);
    sound = world.save();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void nothingIsBrokenInSoundBooks() {
    world.restore(sound);

    assertThat(Promises.broken(world)).isEmpty();
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        Arguments.of("on hand", change(Schema.STOCK, "A", "$inc", "onHand", -1L), "A: onHand"),
        Arguments.of("available", change(Schema.STOCK, "A", "$inc", "available", 1L), "available"),
        Arguments.of("reserved", change(Schema.STOCK, "A", "$inc", "reserved", 1L), "reserved"),
        Arguments.of("sold", change(Schema.STOCK, "B", "$inc", "sold", 1L), "B: sold"),
        Arguments.of(
            "a hold lost", change(Schema.STOCK, "A", "$set", "holds", List.of()), "A: holds are"),
        Arguments.of(
            "a unit on its way",
            change(Schema.STOCK, "A", "$set", "out", new Document("units", 1L)),
            "on their way"),
        Arguments.of(
            "a number left out",
            change(Schema.ORDERS, "Y3VzdG9tZXI.2", "$set", "seq", 3L),
            "order 2 is missing"),
        Arguments.of(
            "work left undone",
            change(Schema.ORDERS, "Y3VzdG9tZXI.1", "$set", "dueAt", new Date(0)),
            "something is left to do"),
        Arguments.of(
            "a state that is not in the history",
            change(Schema.ORDERS, "Y3VzdG9tZXI.1", "$set", "status", "shipped"),
            "not what its history says"),
        Arguments.of(
            "a payment that was not sold",
            change(Schema.ORDERS, "Y3VzdG9tZXI.1", "$set", "status", "placed"),
            "by the orders"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaches")
  void whatIsBrokenIsNamed(String name, Runnable breach, String named) {
    world.restore(sound);
    breach.run();

    assertThat(Promises.broken(world)).anyMatch(what -> what.contains(named));
  }

  @Test
  void twoOrdersForOneKeyAreNamed() {
    world.restore(sound);
    List<Document> orders = world.all(Schema.ORDERS);
    orders.forEach(order -> order.append("idempotencyKey", "one"));

    assertThat(OrderBook.broken(orders, world.clock().instant()))
        .anyMatch(what -> what.contains("two orders for key one"));
  }

  @Test
  void illegalMoveIsNamed() {
    world.restore(sound);
    List<Document> orders = world.all(Schema.ORDERS);
    orders.forEach(order -> order.getList("history", Document.class).remove(1));

    assertThat(OrderBook.broken(orders, world.clock().instant()))
        .anyMatch(what -> what.contains("went from pending to paid"));
  }

  private static Runnable change(
      Schema schema, String id, String operator, String field, Object value) {
    return () ->
        world
            .collection(schema, new DatabaseCalls())
            .updateOne(new Document("_id", id), new Document(operator, new Document(field, value)));
  }
}
