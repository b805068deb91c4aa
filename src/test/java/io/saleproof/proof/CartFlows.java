package io.saleproof.proof;

import static io.saleproof.proof.Flows.shelves;

import io.saleproof.carts.CartId;
import io.saleproof.stock.Movement;
import io.saleproof.trade.Sku;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Flows of carts. */
final class CartFlows {

  static final CartId CART = new CartId("cart-of-the-customer-12345");

  private static final Map<Sku, Long> LINES = Map.of(new Sku("A"), 2L, new Sku("B"), 1L);

  private CartFlows() {}

  static List<Flow> all() {
    return List.of(
        Flow.repeated(
            "make a cart for a key",
            shelves("A", "B"),
            instance ->
                new Answer.Said(
                    instance.carts().makeOnce("key", Asking.CUSTOMER, LINES).toString())),
        Flow.then(
            "fill a cart",
            filled(),
            instance -> {
              instance.carts().put(CART, Map.of(new Sku("A"), 1L));
              return new Answer.Unsaid("filled");
            },
            CartFlows::fill),
        Flow.repeated("order a cart", filled(), CartFlows::order),
        Flow.repeated("order a cart with little time", filled(), CartFlows::order)
            .set(Settings.USUAL.reservedFor(Duration.ofSeconds(10))),
        Flow.repeated(
            "refuse a cart that asks too much",
            filled()
                .andThen(
                    (world, instance) ->
                        Asking.move(instance, "B", "gone", Movement.Type.WRITE_OFF, Flows.UNITS)),
            CartFlows::order),
        Flow.then(
            "order a cart twice",
            filled(),
            instance -> {
              Asking.placeCart(instance, "other", CART.value());
              return order(instance);
            },
            CartFlows::order),
        Flow.repeated(
            "replay an order from a cart",
            filled().andThen((world, instance) -> order(instance)),
            CartFlows::order));
  }

  /** The customer's cart has two lines. */
  static BiConsumer<World, Instance> filled() {
    return shelves("A", "B").andThen((world, instance) -> instance.carts().put(CART, LINES));
  }

  private static Answer order(Instance instance) {
    return Asking.placeCart(instance, "key", CART.value());
  }

  private static Answer fill(Instance instance) {
    instance.carts().put(CART, Map.of(new Sku("A"), 1L));
    return new Answer.Said(instance.carts().units(CART).toString());
  }
}
