package io.saleproof.carts;

import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.PricedProduct;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockLevel;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Works out what a cart costs and what of it can be had, from today's prices and stock. */
@ApplicationScoped
class CartPricing {

  private final Catalog catalog;
  private final Stock stock;

  CartPricing(Catalog catalog, Stock stock) {
    this.catalog = catalog;
    this.stock = stock;
  }

  /**
   * A cart as it is shown.
   *
   * @param settled whether nothing that is shown can have changed since the cart's own last change:
   *     no price, name or availability
   */
  record Priced(CartView view, boolean settled) {}

  Priced price(Cart cart) {
    List<Sku> skus = cart.lines().stream().map(CartLine::sku).toList();
    Map<Sku, PricedProduct> products = skus.isEmpty() ? Map.of() : catalog.prices(skus);
    Map<Sku, StockLevel> levels = levels(skus);
    String currency = currency(cart, products);
    List<CartView.Line> lines =
        cart.lines().stream()
            .map(line -> line(line, products.get(line.sku()), levels.get(line.sku()), currency))
            .toList();
    return new Priced(view(cart, lines, currency), isSettled(cart, products, levels));
  }

  private Map<Sku, StockLevel> levels(List<Sku> skus) {
    Map<Sku, StockLevel> levels = new HashMap<>();
    for (int from = 0; from < skus.size(); from += Stock.MAX_SKUS) {
      levels.putAll(stock.levels(skus.subList(from, Math.min(skus.size(), from + Stock.MAX_SKUS))));
    }
    return levels;
  }

  private static CartView view(Cart cart, List<CartView.Line> lines, @Nullable String currency) {
    CustomerId customer = cart.customer();
    Money total =
        currency == null
            ? null
            : lines.stream()
                .map(CartView.Line::total)
                .filter(Objects::nonNull)
                .reduce(Money.zero(currency), Money::plus);
    return new CartView(
        cart.id().value(),
        customer == null ? null : customer.value(),
        lines,
        total,
        (int) lines.stream().filter(CartView.Line::priceChanged).count(),
        cart.expiresAt(),
        cart.version(),
        cart.createdAt(),
        cart.updatedAt());
  }

  private static CartView.Line line(
      CartLine line,
      @Nullable PricedProduct product,
      @Nullable StockLevel level,
      @Nullable String currency) {
    boolean here = product != null && product.price().currency().equals(currency);
    Money price = here ? Objects.requireNonNull(product).price() : null;
    return new CartView.Line(
        line.sku().value(),
        product == null ? line.name() : product.name(),
        line.quantity(),
        price,
        price == null ? null : price.times(line.quantity()),
        line.priceWhenAdded(),
        price != null && !price.equals(line.priceWhenAdded()),
        here && level != null ? level.available() : 0,
        !here,
        line.addedAt());
  }

  /** Today's currency of the first product that still exists; {@code null} for an empty cart. */
  private static @Nullable String currency(Cart cart, Map<Sku, PricedProduct> products) {
    if (cart.lines().isEmpty()) {
      return null;
    }
    return cart.lines().stream()
        .map(line -> products.get(line.sku()))
        .filter(Objects::nonNull)
        .map(product -> product.price().currency())
        .findFirst()
        .orElseGet(() -> cart.lines().getFirst().priceWhenAdded().currency());
  }

  private static boolean isSettled(
      Cart cart, Map<Sku, PricedProduct> products, Map<Sku, StockLevel> levels) {
    Instant since = cart.updatedAt();
    return cart.lines().stream()
        .allMatch(
            line -> {
              PricedProduct product = products.get(line.sku());
              StockLevel level = levels.get(line.sku());
              return product != null
                  && product.version() == line.productVersion()
                  && level != null
                  && level.asOf().isBefore(since);
            });
  }
}
