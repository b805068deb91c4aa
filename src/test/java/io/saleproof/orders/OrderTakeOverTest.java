package io.saleproof.orders;

import static io.saleproof.orders.OrdersWorld.figures;
import static io.saleproof.orders.OrdersWorld.move;
import static io.saleproof.orders.OrdersWorld.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import io.saleproof.Parallel;
import io.saleproof.stock.Attempt;
import io.saleproof.store.Schema;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances that are slow, fail, or come at the same time. */
class OrderTakeOverTest {

  private static final int SECONDS = 30;

  private static OrdersWorld world;

  private String customer;
  private OrderId order;

  @BeforeAll
  static void start() {
    world = new OrdersWorld();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void names() {
    world.forgetOrders();
    customer = "c-" + UUID.randomUUID();
    order = new OrderId(new CustomerId(customer), 1);
  }

  /**
   * Stops whoever makes a call for the first time, before it is carried out, until told to go on.
   */
  private static final class Pause implements Steps.Watcher {

    private final String call;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private int passes;

    /**
     * @param passes calls that go through before the one that is stopped
     */
    Pause(String call, int passes) {
      this.call = call;
      this.passes = passes;
    }

    @Override
    public void at(String at, boolean done) {
      if (!done && at.equals(call) && passes-- == 0) {
        reached.countDown();
        await(goOn);
      }
    }

    /** Runs the work up to the pause, then what happens meanwhile, then the rest of the work. */
    <T> T during(Callable<T> work, Runnable meanwhile) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<T> slow = threads.submit(work);
        await(reached);
        try {
          meanwhile.run();
        } finally {
          goOn.countDown();
        }
        return slow.get(SECONDS, TimeUnit.SECONDS);
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  @Test
  void slowInstanceHoldsNothingForAnOrderThatASweeperRefused() throws Exception {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 1);
    Pause pause = new Pause("hold", 1);

    PlaceOrderResult answer =
        pause.during(
            () -> world.watched(pause).place(request(customer, "k", first, second)),
            () -> {
              world.instance().place(request("someone-else-" + customer, "k", second));
              world.advanceOneInterval();
              assertThat(world.instance().sweep()).isEqualTo(1);
              world.receive(second, 5);
            });

    assertThat(answer).isInstanceOf(PlaceOrderResult.OutOfStock.class);
    assertThat(world.figures(first)).isEqualTo(figures(10, 0));
    assertThat(world.figures(second)).isEqualTo(figures(6, 1));
  }

  @Test
  void slowInstanceAnswersWhatTheSweeperMadeOfItsOrder() throws Exception {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 1);
    Pause pause = new Pause("hold", 1);

    PlaceOrderResult answer =
        pause.during(
            () -> world.watched(pause).place(request(customer, "k", first, second)),
            () -> {
              world.advanceOneInterval();
              assertThat(world.instance().sweep()).isEqualTo(1);
            });

    assertThat(answer)
        .isInstanceOfSatisfying(
            PlaceOrderResult.Placed.class,
            placed -> assertThat(placed.order().version()).isEqualTo(2));
    assertThat(world.figures(first)).isEqualTo(figures(10, 1));
    assertThat(world.figures(second)).isEqualTo(figures(1, 1));
  }

  @Test
  void slowInstanceGivesNothingBackThatTheOneAfterItReliesOn() throws Exception {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 0);
    // It has found too little of the second and is about to say so.
    Pause pause = new Pause("append", 0);

    PlaceOrderResult answer =
        pause.during(
            () -> world.watched(pause).place(request(customer, "k", first, second)),
            () -> {
              world.receive(second, 5);
              world.advanceOneInterval();
              assertThat(world.instance().sweep()).isEqualTo(1);
            });

    assertThat(answer).isInstanceOf(PlaceOrderResult.Placed.class);
    assertThat(world.figures(first)).isEqualTo(figures(10, 1));
    assertThat(world.figures(second)).isEqualTo(figures(5, 1));
  }

  @Test
  void slowInstanceDecidesNothingOnceItIsTakenOver() throws Exception {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 0);
    Pause refusal = new Pause("append", 0);
    Pause takeOver = new Pause("hold", 1);
    List<Integer> handled = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PlaceOrderResult> slow =
          threads.submit(() -> world.watched(refusal).place(request(customer, "k", first, second)));
      Pause.await(refusal.reached);
      world.receive(second, 5);
      world.advanceOneInterval();
      handled.add(
          takeOver.during(
              () -> world.watched(takeOver).sweep(),
              () -> {
                refusal.goOn.countDown();
                assertThat(slow).succeedsWithin(Duration.ofSeconds(SECONDS));
              }));
      assertThat(slow.get()).isInstanceOf(PlaceOrderResult.InProgress.class);
    }

    assertThat(handled).containsExactly(1);
    assertThat(world.instance().find(order).orElseThrow().status()).isEqualTo(OrderStatus.PLACED);
    assertThat(world.figures(first)).isEqualTo(figures(10, 1));
    assertThat(world.figures(second)).isEqualTo(figures(5, 1));
  }

  @Test
  void refusalIsCommittedBeforeAnythingIsGivenBack() {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 0);
    List<OrderStatus> atRelease = new ArrayList<>();
    OrdersInstance instance =
        world.watched(
            (call, done) -> {
              if (call.equals("release") && !done) {
                atRelease.add(world.instance().find(order).orElseThrow().status());
              }
            });

    instance.place(request(customer, "k", first, second));

    assertThat(atRelease).isNotEmpty().containsOnly(OrderStatus.REFUSED);
    assertThat(world.figures(first)).isEqualTo(figures(10, 0));
  }

  @Test
  void slowInstanceSettlesNothingForTheOneAfterIt() throws Exception {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));
    world.instance().move(move(order, OrderAction.PAY));
    // Paid and sold; about to note that nothing is left. Meanwhile it is cancelled by an instance
    // that dies before it has put the units back.
    Pause pause = new Pause("settle", 0);
    world
        .store()
        .exact(Schema.ORDERS)
        .updateOne(
            new Document("_id", order.toString()),
            new Document(
                "$set",
                new Document("due", true).append("dueAt", Date.from(world.clock.instant()))));

    int handled =
        pause.during(
            () -> world.watched(pause).sweep(),
            () ->
                assertThatThrownBy(
                        () ->
                            world
                                .watched(OrderCrashTest.diesAfter("append"))
                                .move(move(order, OrderAction.CANCEL)))
                    .isInstanceOf(Steps.Death.class));

    assertThat(handled).isEqualTo(1);
    assertThat(world.instance().find(order).orElseThrow().isSettled()).isFalse();
    world.advanceOneInterval();
    assertThat(world.instance().sweep()).isEqualTo(1);
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void paymentThatComesBetweenClaimAndExpiryWins() throws Exception {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));
    world.advanceToExpiry();
    Pause pause = new Pause("append", 0);

    pause.during(
        () -> world.watched(pause).sweep(),
        () ->
            assertThat(world.instance().move(move(order, OrderAction.PAY)))
                .isInstanceOf(MoveOrderResult.Done.class));

    assertThat(world.instance().find(order).orElseThrow().status()).isEqualTo(OrderStatus.PAID);
    assertThat(world.figures(sku)).isEqualTo(figures(9, 0));
  }

  @Test
  void paymentThatComesAfterExpiryIsIllegal() throws Exception {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));
    world.advanceToExpiry();
    Pause pause = new Pause("append", 0);

    MoveOrderResult answer =
        pause.during(
            () -> world.watched(pause).move(move(order, OrderAction.PAY)),
            () -> assertThat(world.instance().sweep()).isEqualTo(1));

    assertThat(answer).isEqualTo(new MoveOrderResult.Illegal(OrderStatus.EXPIRED, List.of()));
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void paymentsAndExpiriesAtOnceLeaveEachOrderOneOrTheOther() throws Exception {
    Sku sku = world.goods("A", 20);
    for (int i = 0; i < 20; i++) {
      world.instance().place(request(customer, "k" + i, sku));
    }
    world.advanceToExpiry();

    List<Integer> paid =
        Parallel.run(
            24,
            i ->
                () -> {
                  if (i >= 20) {
                    int unused = world.instance().sweep();
                    return 0;
                  }
                  OrderId mine = new OrderId(new CustomerId(customer), i + 1);
                  return world.instance().move(move(mine, OrderAction.PAY))
                          instanceof MoveOrderResult.Done
                      ? 1
                      : 0;
                });
    world.advanceOneInterval();
    int unused = world.instance().sweep();

    int sold = paid.stream().mapToInt(Integer::intValue).sum();
    assertThat(world.figures(sku)).isEqualTo(figures(20 - sold, 0));
    assertThat(world.store().exact(Schema.ORDERS).countDocuments(new Document("due", true)))
        .isZero();
  }

  @Test
  void eachOrderIsHandledByOneOfManySweepers() throws Exception {
    Sku first = world.goods("A", 100);
    Sku second = world.goods("B", 100);
    for (int i = 0; i < 30; i++) {
      placeAndDie(request(customer + i, "k", first, second));
    }
    world.advanceOneInterval();

    List<Integer> handled = Parallel.run(8, i -> () -> world.instance().sweep());

    assertThat(handled.stream().mapToInt(Integer::intValue).sum()).isEqualTo(30);
    assertThat(world.figures(first)).isEqualTo(figures(100, 30));
    assertThat(world.figures(second)).isEqualTo(figures(100, 30));
    world.advanceOneInterval();
    assertThat(world.instance().sweep()).isZero();
  }

  @Test
  void anOrderThatKeepsFailingStopsNoOther() {
    Sku sku = world.goods("A", 100);
    for (int i = 0; i < 5; i++) {
      placeAndDie(request(customer + i, "k", sku));
    }
    world.advanceOneInterval();
    AtomicBoolean failed = new AtomicBoolean();
    OrdersInstance instance =
        world.watched(
            (call, done) -> {
              if (call.equals("hold") && !done && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("this one fails");
              }
            });

    assertThat(instance.sweep()).isEqualTo(4);
    assertThat(instance.metric("saleproof.orders.recovery.failed")).isEqualTo(1);
    assertThat(instance.metric("saleproof.orders.recovered")).isEqualTo(5);
    // It has stepped back behind the others and is tried again later.
    assertThat(instance.sweep()).isZero();
    world.advanceOneInterval();
    assertThat(instance.sweep()).isEqualTo(1);
    assertThat(world.figures(sku)).isEqualTo(figures(100, 5));
  }

  @Test
  void overdueOrdersAreCounted() {
    Sku sku = world.goods("A", 100);
    placeAndDie(request(customer, "k", sku));
    world.advanceOneInterval();
    world.advanceOneInterval();
    OrdersInstance failing =
        world.watched(
            (call, done) -> {
              if (call.equals("claim")) {
                throw new MongoTimeoutException("away");
              }
            });

    assertThat(failing.sweep()).isZero();
    assertThat(failing.metric("saleproof.orders.overdue")).isEqualTo(1);
    OrdersInstance working = world.instance();
    assertThat(working.sweep()).isEqualTo(1);
    assertThat(working.metric("saleproof.orders.overdue")).isZero();
  }

  @Test
  void failureAfterTheInsertIsAnUnknownOutcomeThatTheNextSweepSettles() {
    Sku first = world.goods("A", 10);
    Sku second = world.goods("B", 10);
    PlaceOrder request = request(customer, "k", first, second);
    OrdersInstance failing = world.watched(failsOnce("hold", true));

    assertThat(failing.place(request)).isInstanceOf(PlaceOrderResult.OutcomeUnknown.class);
    assertThat(failing.metric("saleproof.outcomes.unknown")).isEqualTo(1);
    assertThat(world.instance().place(request)).isInstanceOf(PlaceOrderResult.InProgress.class);
    // At once: it need not wait until the order is overdue.
    assertThat(world.instance().sweep()).isEqualTo(1);

    assertThat(world.instance().place(request))
        .isInstanceOfSatisfying(
            PlaceOrderResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    assertThat(world.figures(first)).isEqualTo(figures(10, 1));
    assertThat(world.figures(second)).isEqualTo(figures(10, 1));
  }

  @Test
  void insertWhoseAnswerIsLostIsAnUnknownOutcome() {
    Sku sku = world.goods("A", 10);
    PlaceOrder request = request(customer, "k", sku);

    assertThat(world.watched(failsOnce("insert", true)).place(request))
        .isInstanceOf(PlaceOrderResult.OutcomeUnknown.class);
    assertThat(world.instance().sweep()).isEqualTo(1);

    assertThat(world.instance().place(request)).isInstanceOf(PlaceOrderResult.Placed.class);
    assertThat(world.figures(sku)).isEqualTo(figures(10, 1));
  }

  @Test
  void insertThatNeverCameThroughLeavesTheKeyFree() {
    Sku sku = world.goods("A", 10);
    PlaceOrder request = request(customer, "k", sku);

    assertThat(world.watched(failsOnce("insert", false)).place(request))
        .isInstanceOf(PlaceOrderResult.OutcomeUnknown.class);

    assertThat(world.instance().place(request))
        .isInstanceOfSatisfying(
            PlaceOrderResult.Placed.class, placed -> assertThat(placed.replayed()).isFalse());
  }

  @Test
  void moveWhoseAnswerIsLostIsAnUnknownOutcomeThatItsKeyTells() {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));

    assertThat(world.watched(failsOnce("append", true)).move(move(order, OrderAction.PAY)))
        .isInstanceOf(MoveOrderResult.OutcomeUnknown.class);
    assertThat(world.instance().sweep()).isEqualTo(1);

    assertThat(world.instance().move(move(order, OrderAction.PAY)))
        .isInstanceOfSatisfying(
            MoveOrderResult.Done.class, done -> assertThat(done.replayed()).isTrue());
    assertThat(world.figures(sku)).isEqualTo(figures(9, 0));
  }

  @Test
  void paymentStandsWhenTheStockFailsAndTheSweeperSells() {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));
    OrdersInstance failing = world.watched(failsOnce("sell", false));

    assertThat(failing.move(move(order, OrderAction.PAY)))
        .isInstanceOfSatisfying(
            MoveOrderResult.Done.class,
            done -> assertThat(done.order().status()).isEqualTo(OrderStatus.PAID));
    assertThat(failing.metric("saleproof.orders.left.unsettled")).isEqualTo(1);
    assertThat(world.figures(sku)).isEqualTo(figures(10, 1));

    assertThat(world.instance().sweep()).isEqualTo(1);
    assertThat(world.figures(sku)).isEqualTo(figures(9, 0));
  }

  @Test
  void shippingSettlesAPaymentThatWasCutShort() {
    Sku sku = world.goods("A", 10);
    world.instance().place(request(customer, "k", sku));
    world.watched(failsOnce("sell", false)).move(move(order, OrderAction.PAY));

    world.instance().move(move(order, OrderAction.SHIP));

    assertThat(world.figures(sku)).isEqualTo(figures(9, 0));
    assertThat(world.instance().find(order).orElseThrow().isSettled()).isTrue();
  }

  @Test
  void orderCutShortUntilItsTimeWasOverExpires() {
    Sku sku = world.goods("A", 10);
    PlaceOrder request = request(customer, "k", sku);
    placeAndDie(request);
    world.advanceToExpiry();

    OrdersInstance sweeper = world.instance();
    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(sweeper.metric("saleproof.orders.expired")).isEqualTo(1);
    assertThat(world.instance().place(request))
        .isInstanceOfSatisfying(
            PlaceOrderResult.Expired.class, expired -> assertThat(expired.replayed()).isTrue());
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void instanceWhoseClockIsBehindTakesALaterTicket() {
    Sku sku = world.goods("A", 10);
    long ahead = world.clock.instant().plus(Duration.ofHours(1)).toEpochMilli();
    // Another order of that SKU was taken over by an instance with a fast clock.
    world.stock().release(sku, 1, new Attempt("another", ahead + 1, ahead));

    assertThat(world.instance().place(request(customer, "k", sku)))
        .isInstanceOf(PlaceOrderResult.Placed.class);

    assertThat(world.figures(sku)).isEqualTo(figures(10, 1));
    OrderTurn turn = world.instance().find(order).orElseThrow().turn();
    assertThat(turn.number()).isEqualTo(2);
    assertThat(turn.ticket()).isGreaterThan(ahead);
  }

  @Test
  void oneOrderThatCannotBeReadStopsNoOther() {
    Sku sku = world.goods("A", 10);
    placeAndDie(request("broken" + customer, "k", sku));
    world
        .store()
        .exact(Schema.ORDERS)
        .updateOne(new Document(), new Document("$set", new Document("history", List.of())));
    placeAndDie(request(customer, "k", sku));
    world.advanceOneInterval();

    assertThat(world.instance().sweep()).isEqualTo(1);
    assertThat(world.instance().find(order).orElseThrow().status()).isEqualTo(OrderStatus.PLACED);
  }

  private static void placeAndDie(PlaceOrder request) {
    assertThatThrownBy(() -> world.watched(OrderCrashTest.diesAfter("hold")).place(request))
        .isInstanceOf(Steps.Death.class);
  }

  private static Steps.Watcher failsOnce(String call, boolean done) {
    AtomicBoolean failed = new AtomicBoolean();
    return (at, carriedOut) -> {
      if (at.equals(call) && carriedOut == done && failed.compareAndSet(false, true)) {
        throw new MongoSocketReadException("lost", new ServerAddress("db"));
      }
    };
  }
}
