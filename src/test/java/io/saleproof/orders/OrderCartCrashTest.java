package io.saleproof.orders;

import static io.saleproof.orders.OrdersWorld.figures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.carts.CartId;
import io.saleproof.carts.CartsForTests;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Orders from carts whose instance dies before or after each of its calls, or sleeps there while
 * another one takes the order over. The cart's lines end in one order or in the cart, never in both
 * and never in neither.
 */
class OrderCartCrashTest {

  /** No flow has more moments; a loop that reaches this does not end. */
  private static final int MOST = 200;

  private static OrdersWorld world;

  private Sku sku;
  private CartId cart;
  private CustomerId customer;

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

  @Test
  void placingEmptiesTheCartOnceOrNeverWas() {
    dieAtEveryMoment(
        10,
        () -> {},
        instance -> instance.place(request("k")),
        order -> {
          assertThat(order.status()).isEqualTo(OrderStatus.PLACED);
          assertThat(carts().units(cart)).isEmpty();
          assertThat(world.figures(sku)).isEqualTo(figures(10, 2));
        });
  }

  @Test
  void refusalGivesTheLinesBackOnce() {
    dieAtEveryMoment(
        1,
        () -> {},
        instance -> instance.place(request("k")),
        order -> {
          assertThat(order.status()).isEqualTo(OrderStatus.REFUSED);
          assertThat(order.isRefusedForCart()).isFalse();
          assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
          assertThat(world.figures(sku)).isEqualTo(figures(1, 0));
        });
  }

  @Test
  void anOrderThatRanOutOfTimeBeforeItWasPlacedGivesTheLinesBackOnce() {
    dieAtEveryMoment(
        10,
        () -> {
          try {
            world.watched(OrderCrashTest.diesAfter("hold")).place(request("k"));
          } catch (Steps.Death expected) {
            // It leaves a pending order that holds everything and has the cart's lines.
          }
          world.advanceToExpiry();
        },
        OrdersInstance::sweep,
        order -> {
          assertThat(order.status()).isEqualTo(OrderStatus.EXPIRED);
          assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
          assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
        });
  }

  @Test
  void anOrderThatExpiredUnpaidKeepsTheLines() {
    dieAtEveryMoment(
        10,
        () -> {
          world.instance().place(request("k"));
          world.advanceToExpiry();
        },
        OrdersInstance::sweep,
        order -> {
          assertThat(order.status()).isEqualTo(OrderStatus.EXPIRED);
          assertThat(carts().units(cart)).isEmpty();
        });
  }

  @Test
  void anOrderThatIsPlacedAndCancelledBeforeItsCartHeardOfItKeepsTheLines() {
    freshCart(10);
    assertThatThrownBy(() -> world.watched(OrderCrashTest.diesAfter("append")).place(request("k")))
        .isInstanceOf(Steps.Death.class);

    world.instance().move(OrdersWorld.move(new OrderId(customer, 1), OrderAction.CANCEL));

    assertThat(carts().units(cart)).isEmpty();
    assertThat(carts().carts().find(cart).orElseThrow().checkout()).isNull();
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void aCartThatChangesBeforeItsLinesAreTakenKeepsThem() {
    freshCart(10);
    Steps.Watcher changes =
        once("takeFor", false, () -> carts().putLine(cart, carts().version(cart), sku, 3));

    PlaceOrderResult first = world.watched(changes).place(request("k"));
    PlaceOrderResult again = world.instance().place(request("k"));

    PlaceOrderResult.CartChanged refused = (PlaceOrderResult.CartChanged) first;
    PlaceOrderResult.CartChanged replay = (PlaceOrderResult.CartChanged) again;
    assertThat(refused.replayed()).isFalse();
    assertThat(replay.replayed()).isTrue();
    assertThat(OrderView.of(replay.order())).isEqualTo(OrderView.of(refused.order()));
    assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 3L));
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void whoeverSleptBeforeTakingTheLinesComesTooLateForAnOrderThatHasExpired() {
    freshCart(10);
    Steps.Watcher sleeps =
        once(
            "takeFor",
            false,
            () -> {
              world.advanceToExpiry();
              world.instance().sweep();
            });

    PlaceOrderResult result = world.watched(sleeps).place(request("k"));

    assertThat(result).isInstanceOf(PlaceOrderResult.Expired.class);
    assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  @Test
  void whoeverSleptBeforeTakingTheLinesDoesNotTakeThemFromAnOrderThatIsPlaced() {
    freshCart(10);
    Steps.Watcher sleeps =
        once(
            "takeFor",
            false,
            () -> {
              world.advanceOneInterval();
              world.instance().sweep();
              carts().put(cart, Map.of(sku, 1L));
            });

    PlaceOrderResult result = world.watched(sleeps).place(request("k"));

    assertThat(result).isInstanceOf(PlaceOrderResult.Placed.class);
    assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 1L));
    assertThat(world.figures(sku)).isEqualTo(figures(10, 2));
  }

  @Test
  void whoeverSleptAfterTakingTheLinesLeavesThemToWhoTookOver() {
    freshCart(10);
    Steps.Watcher sleeps =
        once(
            "takeFor",
            true,
            () -> {
              world.advanceToExpiry();
              world.instance().sweep();
              assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
            });

    PlaceOrderResult result = world.watched(sleeps).place(request("k"));

    assertThat(result).isInstanceOf(PlaceOrderResult.Expired.class);
    assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
    assertThat(world.figures(sku)).isEqualTo(figures(10, 0));
  }

  /** Dies at every moment of an instance's calls; another sweeps one interval later. */
  private void dieAtEveryMoment(
      long units, Runnable prepare, Consumer<OrdersInstance> dying, Consumer<Order> check) {
    boolean survived = false;
    for (int moment = 0; !survived && moment < MOST; moment++) {
      freshCart(units);
      prepare.run();
      Steps.Fuse fuse = new Steps.Fuse(moment);
      try {
        dying.accept(world.watched(fuse));
      } catch (Steps.Death expected) {
        // That is what is tried.
      }
      survived = !fuse.hasBlown();
      world.advanceOneInterval();
      world.instance().sweep();
      Order order = world.instance().find(new OrderId(customer, 1)).orElse(null);
      if (order == null) {
        assertThat(carts().units(cart)).isEqualTo(Map.of(sku, 2L));
        assertThat(carts().version(cart)).isEqualTo(1);
      } else {
        assertThat(order.isSettled()).as("settled: %s", order).isTrue();
        check.accept(order);
        // Nothing is left in the cart for the order: it can be taken by another one.
        long version = carts().version(cart);
        assertThat(carts().carts().takeFor(cart, version, "another")).isTrue();
      }
    }
    assertThat(survived).isTrue();
  }

  private void freshCart(long unitsInStock) {
    sku = world.goods("A", unitsInStock);
    customer = new CustomerId("c-" + UUID.randomUUID());
    cart = carts().make(customer, Map.of(sku, 2L));
  }

  private PlaceOrder request(String key) {
    return new PlaceOrder(customer, List.of(), key, "hash", null, "request", cart.value(), null);
  }

  private static CartsForTests carts() {
    return world.carts();
  }

  /** Does something before or after the first of some calls. */
  private static Steps.Watcher once(String call, boolean after, Runnable work) {
    return new Steps.Watcher() {
      private boolean done;

      @Override
      public void at(String at, boolean carriedOut) {
        if (!done && at.equals(call) && carriedOut == after) {
          done = true;
          work.run();
        }
      }
    };
  }
}
