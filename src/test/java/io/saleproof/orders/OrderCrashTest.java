package io.saleproof.orders;

import static io.saleproof.orders.OrdersWorld.figures;
import static io.saleproof.orders.OrdersWorld.move;
import static io.saleproof.orders.OrdersWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.Sku;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An instance dies before or after each of its calls of the database and the stock. Another one
 * sweeps one recovery interval later, and then everything is as if nobody had died, or as if
 * nothing had been asked.
 */
class OrderCrashTest {

  /** No flow has more moments; a loop that reaches this does not end. */
  private static final int MOST = 200;

  private static OrdersWorld world;

  @BeforeAll
  static void start() {
    world = new OrdersWorld();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void forget() {
    world.forgetOrders();
  }

  /** What is done, and what must be true whenever its order is settled. */
  private interface Flow {

    /** By instances that live. */
    default void prepare(Case made) {}

    /** By the one that dies. */
    void run(OrdersInstance dying, Case made);

    void check(Case made, Order settled);
  }

  /** The goods and the names of one run. */
  private record Case(Sku first, Sku second, String customer, String key) {

    OrderId order() {
      return new OrderId(new io.saleproof.trade.CustomerId(customer), 1);
    }

    PlaceOrder placing() {
      return request(customer, key, first, second);
    }
  }

  @Test
  void placingEndsPlacedOrNeverWas() {
    dieAtEveryMoment(
        10,
        new Flow() {
          @Override
          public void run(OrdersInstance dying, Case made) {
            dying.place(made.placing());
          }

          @Override
          public void check(Case made, Order settled) {
            assertThat(settled.status()).isEqualTo(OrderStatus.PLACED);
            assertThat(world.figures(made.first())).isEqualTo(figures(10, 1));
            assertThat(world.figures(made.second())).isEqualTo(figures(10, 1));
          }
        });
  }

  @Test
  void refusalHoldsNothing() {
    dieAtEveryMoment(
        0,
        new Flow() {
          @Override
          public void run(OrdersInstance dying, Case made) {
            dying.place(made.placing());
          }

          @Override
          public void check(Case made, Order settled) {
            assertThat(settled.status()).isEqualTo(OrderStatus.REFUSED);
            assertThat(settled.shortages())
                .containsExactly(
                    new Shortage(made.first(), 1, 10), new Shortage(made.second(), 1, 0));
            assertThat(world.figures(made.first())).isEqualTo(figures(10, 0));
          }
        });
  }

  @Test
  void paymentSellsOrNeverWas() {
    dieAtEveryMoment(
        10,
        moving(
            OrderAction.PAY,
            (made, settled) ->
                assertThat(world.figures(made.first()))
                    .isEqualTo(
                        settled.status() == OrderStatus.PAID ? figures(9, 0) : figures(10, 1))));
  }

  @Test
  void cancellationOfAnUnpaidOrderGivesBackOrNeverWas() {
    dieAtEveryMoment(
        10,
        moving(
            OrderAction.CANCEL,
            (made, settled) ->
                assertThat(world.figures(made.first()))
                    .isEqualTo(
                        settled.status() == OrderStatus.CANCELLED
                            ? figures(10, 0)
                            : figures(10, 1))));
  }

  @Test
  void cancellationOfAPaidOrderRestocksOnceOrNeverWas() {
    dieAtEveryMoment(
        10,
        moving(
            OrderAction.CANCEL,
            (made, settled) ->
                assertThat(world.figures(made.first()))
                    .isEqualTo(
                        settled.status() == OrderStatus.CANCELLED ? figures(10, 0) : figures(9, 0)),
            OrderAction.PAY));
  }

  @Test
  void returnRestocksOnceOrNeverWas() {
    dieAtEveryMoment(
        10,
        moving(
            OrderAction.RETURN,
            (made, settled) ->
                assertThat(world.figures(made.first()))
                    .isEqualTo(
                        settled.status() == OrderStatus.RETURNED ? figures(10, 0) : figures(9, 0)),
            OrderAction.PAY,
            OrderAction.SHIP,
            OrderAction.DELIVER));
  }

  @Test
  void whatASweeperLeavesTheNextOneFinishes() {
    dieAtEveryMoment(
        10,
        new Flow() {
          @Override
          public void prepare(Case made) {
            // Dies with the first SKU held.
            runAndDie(world.watched(diesAfter("hold")), made);
            world.advanceOneInterval();
          }

          private void runAndDie(OrdersInstance dying, Case made) {
            try {
              dying.place(made.placing());
            } catch (Steps.Death death) {
              return;
            }
            throw new AssertionError("nobody died");
          }

          @Override
          public void run(OrdersInstance dying, Case made) {
            dying.sweep();
          }

          @Override
          public void check(Case made, Order settled) {
            assertThat(settled.status()).isEqualTo(OrderStatus.PLACED);
            assertThat(world.figures(made.first())).isEqualTo(figures(10, 1));
            assertThat(world.figures(made.second())).isEqualTo(figures(10, 1));
          }
        });
  }

  @Test
  void expiryGivesBackWhereverItIsCutShort() {
    dieAtEveryMoment(
        10,
        new Flow() {
          @Override
          public void prepare(Case made) {
            world.instance().place(made.placing());
            world.advanceToExpiry();
          }

          @Override
          public void run(OrdersInstance dying, Case made) {
            dying.sweep();
          }

          @Override
          public void check(Case made, Order settled) {
            assertThat(settled.status()).isEqualTo(OrderStatus.EXPIRED);
            assertThat(world.figures(made.first())).isEqualTo(figures(10, 0));
            assertThat(world.figures(made.second())).isEqualTo(figures(10, 0));
          }
        });
  }

  static Steps.Watcher diesAfter(String call) {
    return new Steps.Watcher() {
      private boolean dead;

      @Override
      public void at(String at, boolean done) {
        dead |= done && at.equals(call);
        if (dead) {
          throw new Steps.Death(at);
        }
      }
    };
  }

  private interface Check {
    void check(Case made, Order settled);
  }

  private static Flow moving(OrderAction action, Check check, OrderAction... before) {
    return new Flow() {
      @Override
      public void prepare(Case made) {
        world.instance().place(made.placing());
        for (OrderAction earlier : before) {
          world.instance().move(move(made.order(), earlier));
        }
      }

      @Override
      public void run(OrdersInstance dying, Case made) {
        assertThat(dying.move(move(made.order(), action))).isInstanceOf(MoveOrderResult.Done.class);
      }

      @Override
      public void check(Case made, Order settled) {
        check.check(made, settled);
        // Whatever became of it, the same request again does it at most once more.
        world.instance().move(move(made.order(), action));
        check.check(made, world.instance().find(made.order()).orElseThrow());
      }
    };
  }

  private static void dieAtEveryMoment(long unitsOfSecond, Flow flow) {
    boolean survived = false;
    for (int moment = 0; !survived && moment < MOST; moment++) {
      Case made =
          new Case(
              world.goods("A", 10),
              world.goods("B", unitsOfSecond),
              "c-" + UUID.randomUUID(),
              "k" + moment);
      flow.prepare(made);
      Steps.Fuse fuse = new Steps.Fuse(moment);
      try {
        flow.run(world.watched(fuse), made);
      } catch (Steps.Death expected) {
        // That is what is tried.
      }
      survived = !fuse.hasBlown();
      world.advanceOneInterval();
      world.instance().sweep();
      world
          .instance()
          .find(made.order())
          .ifPresent(
              order -> {
                assertThat(order.isSettled()).as("settled: %s", order).isTrue();
                flow.check(made, order);
              });
      assertThat(world.instance().sweep()).as("left after one interval").isZero();
    }
    assertThat(survived).isTrue();
  }
}
