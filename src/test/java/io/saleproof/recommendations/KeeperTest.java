package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.orders.CountableOrders;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.OrderStatus;
import io.saleproof.orders.OrdersToCount;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeeperTest {

  private static final long ROOMY = 1_000_000;

  private static StoreForTests database;
  private OrdersToCount orders;
  private ModelForTests model;

  @BeforeAll
  static void open() {
    database = new StoreForTests();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.store().exact(Schema.ORDERS).deleteMany(new Document());
    database.store().exact(Schema.COMPANIONS).deleteMany(new Document());
    orders = new OrdersToCount(database.store());
    model = model(ROOMY);
  }

  private ModelForTests model(long maxPairs) {
    return new ModelForTests(database.store(), orders.countable(), Clock.systemUTC(), maxPairs);
  }

  @Test
  void countsOrdersAsTheyCome() {
    model.keep();
    long generation = model.generation();
    orders.place("ann", skus("A B C"));
    orders.bring("bob", skus("A B"));
    model.keep();

    assertCounted("A B C", "A B");
    assertThat(model.generation()).isEqualTo(generation);
  }

  @Test
  void countsNothingThatWasNotPlaced() {
    model.keep();
    orders.make("ann", skus("A B"));
    OrderId refused = orders.make("bob", skus("A B"));
    orders.move(refused, OrderStatus.REFUSED);
    model.keep();

    assertCounted();
  }

  @Test
  void takesBackWhatCameToNothing() {
    OrderId cancelled = orders.place("ann", skus("A B"));
    OrderId expired = orders.place("bob", skus("A C"));
    OrderId returned = orders.bring("cid", skus("B C"));
    orders.place("dot", skus("A D"));
    model.keep();
    assertCounted("A B", "A C", "B C", "A D");

    orders.move(cancelled, OrderStatus.CANCELLED);
    orders.move(expired, OrderStatus.EXPIRED);
    orders.move(returned, OrderStatus.RETURNED);
    model.keep();

    assertCounted("A D");
  }

  @Test
  void countsAnOrderOnceThroughItsWholeLife() {
    model.keep();
    OrderId id = orders.make("ann", skus("A B"));
    for (OrderStatus status :
        List.of(OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.DELIVERED)) {
      orders.move(id, status);
      model.keep();
      model.keep();
    }

    assertCounted("A B");
  }

  @Test
  void countsLinesThatCameLater() {
    OrderId id = orders.bring("ann", skus("A B"));
    model.keep();

    orders.lengthen(id, skus("C"));
    model.keep();

    assertCounted("A B C");
  }

  @Test
  void countsAnOrderAnewThatChangesWhileItIsBeingCounted() {
    model.keep();
    OrderId id = orders.place("ann", skus("A B"));
    orders.place("bob", skus("A C"));
    CountableOrders overtaken =
        beforeNotes(orders.countable(), () -> orders.move(id, OrderStatus.CANCELLED));

    new ModelForTests(database.store(), overtaken, Clock.systemUTC(), ROOMY).keep();
    assertThat(model.isAtRest()).as("it is noted as counted in its present state").isFalse();

    model.keep();
    assertCounted("A C");
  }

  /** The same orders, of which something becomes once, just before they are noted as counted. */
  private static CountableOrders beforeNotes(CountableOrders orders, Runnable becomes) {
    AtomicBoolean done = new AtomicBoolean();
    return (CountableOrders)
        Proxy.newProxyInstance(
            CountableOrders.class.getClassLoader(),
            new Class<?>[] {CountableOrders.class},
            (self, method, arguments) -> {
              if (method.getName().equals("note") && !done.getAndSet(true)) {
                becomes.run();
              }
              return method.invoke(orders, arguments);
            });
  }

  @Test
  void countsFromScratchWhatItMetFirst() {
    orders.place("ann", skus("A B"));
    // An order of a time when nobody counted has no note at all.
    database
        .store()
        .exact(Schema.ORDERS)
        .updateMany(new Document(), new Document("$unset", new Document("uncounted", "")));

    model.keep();

    assertCounted("A B");
  }

  @Test
  void leavesReadersTheOldCountsUntilTheNewAreThere() {
    orders.place("ann", skus("A B"));
    model.keep();
    long generation = model.generation();

    model.rebuild();

    assertCounted("A B");
    assertThat(model.generation()).isGreaterThan(generation);
    assertThat(model.documents())
        .filteredOn(document -> document.containsKey("generation"))
        .allSatisfy(
            document -> assertThat(document.getLong("generation")).isEqualTo(model.generation()));
  }

  /**
   * However orders come and go, and whenever turns are taken: the counts are those from scratch.
   */
  @Test
  void endsWithTheCountsThatACountFromScratchFinds() {
    for (int seed = 0; seed < 5; seed++) {
      empty();
      Random random = new Random(seed);
      Map<OrderId, String> counting = new HashMap<>();
      List<OrderId> placed = new ArrayList<>();
      for (int step = 0; step < 120; step++) {
        String lines = lines(random);
        String customer = "c" + random.nextInt(4);
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> {
            OrderId id = orders.place(customer, skus(lines));
            counting.put(id, lines);
            placed.add(id);
          }
          case 3 -> counting.put(orders.bring(customer, skus(lines)), lines);
          case 4 -> orders.make(customer, skus(lines));
          case 5 -> {
            if (!placed.isEmpty()) {
              OrderId id = placed.remove(random.nextInt(placed.size()));
              orders.move(id, OrderStatus.CANCELLED);
              counting.remove(id);
            }
          }
          case 6 -> model(1 + random.nextInt(200)).keep();
          default -> {
            if (random.nextInt(6) == 0) {
              model(1 + random.nextInt(200)).rebuild();
            }
          }
        }
      }
      model.keep();
      assertCounted(counting.values().toArray(String[]::new));
      String incremental = model.counted();
      model(10).rebuild();
      assertThat(model.counted()).isEqualTo(incremental);
    }
  }

  @Test
  void countsFromScratchWhenFarBehindOrTooOld() {
    model.keep();
    long first = model.generation();
    new ModelForTests(
            database.store(), orders.countable(), Clock.systemUTC(), ROOMY, Duration.ofNanos(1))
        .keep();
    long second = model.generation();
    for (int i = 0; i < Keeper.LEAST_BACKLOG; i++) {
      orders.bring("c" + i % 40, skus("A B"));
    }
    model.keep();

    assertThat(second).isGreaterThan(first);
    assertThat(model.generation()).isGreaterThan(second);
    assertThat(model.isAtRest()).isTrue();
    assertThat(model.counted()).startsWith("orders " + Keeper.LEAST_BACKLOG + "\n");
  }

  private void assertCounted(String... baskets) {
    assertThat(model.isAtRest()).isTrue();
    assertThat(model.counted())
        .isEqualTo(model.expected(Arrays.stream(baskets).map(KeeperTest::skus).toList()));
  }

  private static String lines(Random random) {
    StringBuilder lines = new StringBuilder("A");
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      lines.append(' ').append((char) ('A' + random.nextInt(12)));
    }
    return lines.toString();
  }

  private static List<Sku> skus(String codes) {
    return Arrays.stream(codes.split(" ")).map(Sku::new).toList();
  }
}
