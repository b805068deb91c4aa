package io.saleproof.proof;

import static io.saleproof.proof.Flows.shelves;

import io.saleproof.carts.CartId;
import io.saleproof.trade.Sku;
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
            CartFlows::fill));
  }

  /** The customer's cart has two lines. */
  static BiConsumer<World, Instance> filled() {
    return shelves("A", "B").andThen((world, instance) -> instance.carts().put(CART, LINES));
  }

  private static Answer fill(Instance instance) {
    instance.carts().put(CART, Map.of(new Sku("A"), 1L));
    return new Answer.Said(instance.carts().units(CART).toString());
  }
}
