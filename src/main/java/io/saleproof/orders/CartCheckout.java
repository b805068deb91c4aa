package io.saleproof.orders;

import io.saleproof.carts.Cart;
import io.saleproof.carts.CartId;
import io.saleproof.carts.Carts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an order does with the cart that it is made of: it takes the lines before it holds any
 * stock, drops them once it is placed, and gives them back if it never is. For an order without a
 * cart nothing happens. Each step may be taken twice, by anyone.
 */
final class CartCheckout {

  private final Carts carts;

  CartCheckout(Carts carts) {
    this.carts = carts;
  }

  /** The cart of a request, if there is one that this customer may order from. */
  Optional<Cart> find(PlaceOrder request) {
    return Optional.ofNullable(request.cartId())
        .flatMap(CartId::parse)
        .flatMap(carts::find)
        .filter(cart -> cart.customer() == null || cart.customer().equals(request.customer()));
  }

  /** The request with the lines that the cart has now. */
  static PlaceOrder filled(PlaceOrder request, Cart cart) {
    List<PlaceOrder.Line> lines =
        cart.lines().stream()
            .map(line -> new PlaceOrder.Line(line.sku(), line.quantity()))
            .toList();
    return request.from(lines, cart.version());
  }

  /** False if the cart is no longer as the order read it. */
  boolean take(Order order) {
    return order.cartId() == null
        || carts.takeFor(idOf(order), versionOf(order), order.id().toString());
  }

  /** Carries out what the order's committed history calls for in its cart. */
  void settle(Order order) {
    if (order.cartId() == null) {
      return;
    }
    if (order.wasEver(OrderStatus.PLACED)) {
      carts.drop(idOf(order), order.id().toString());
    } else {
      carts.giveBack(idOf(order), versionOf(order), order.id().toString());
    }
  }

  private static CartId idOf(Order order) {
    return new CartId(Objects.requireNonNull(order.cartId()));
  }

  private static long versionOf(Order order) {
    return Objects.requireNonNull(order.cartVersion());
  }
}
