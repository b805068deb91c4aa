package io.saleproof.orders;

import io.saleproof.stock.HoldResult;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockLevel;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides a pending order: takes the lines out of its cart, if it is made of one, holds its stock
 * SKU by SKU in sorted order, and commits it as placed, or as refused.
 *
 * <p>Nothing is given back here. Until the refusal is committed, someone else may have taken the
 * order over and rely on what is held; once it is, {@link Settling} gives back.
 */
final class Holding {

  /** How often a turn may turn out to be late before the order is left to the sweeper. */
  static final int MAX_TURNS = 5;

  private final OrderStore orders;
  private final Stock stock;
  private final CartCheckout checkout;
  private final Timetable timetable;

  Holding(OrderStore orders, Stock stock, CartCheckout checkout, Timetable timetable) {
    this.orders = orders;
    this.stock = stock;
    this.checkout = checkout;
    this.timetable = timetable;
  }

  /** How far the holding of an order came. */
  private sealed interface Held {

    record All() implements Held {}

    record TooLittle(Set<Sku> held, Shortage first) implements Held {}

    record Late(long fence) implements Held {}
  }

  /**
   * @return the order as decided, or still pending if its turns kept being late; empty if someone
   *     else has taken it over: then it is theirs, and nothing of it may be touched
   */
  Optional<Order> decide(Order pending) {
    if (!checkout.take(pending)) {
      return commit(pending, OrderStatus.REFUSED, List.of());
    }
    Optional<Order> mine = Optional.of(pending);
    for (int turns = 0; turns < MAX_TURNS && mine.isPresent(); turns++) {
      Order order = mine.get();
      switch (hold(order)) {
        case Held.All() -> {
          return commit(order, OrderStatus.PLACED, List.of());
        }
        case Held.TooLittle(Set<Sku> held, Shortage first) -> {
          return commit(order, OrderStatus.REFUSED, shortages(order, held, first));
        }
        case Held.Late(long fence) ->
            mine =
                orders.claim(
                    order, order.turn().next(timetable.now(), fence), timetable.soonAfterClaim());
      }
    }
    return mine;
  }

  private Held hold(Order order) {
    Set<Sku> held = new HashSet<>();
    for (Map.Entry<Sku, Long> wanted : order.quantities().entrySet()) {
      Sku sku = wanted.getKey();
      HoldResult result =
          stock.hold(
              sku,
              wanted.getValue(),
              order.attempt(),
              Objects.requireNonNull(order.reservedUntil()));
      switch (result) {
        case HoldResult.Held() -> held.add(sku);
        case HoldResult.Short(long available) -> {
          return new Held.TooLittle(held, new Shortage(sku, wanted.getValue(), available));
        }
        case HoldResult.Late(long fence) -> {
          return new Held.Late(fence);
        }
      }
    }
    return new Held.All();
  }

  private Optional<Order> commit(Order order, OrderStatus status, List<Shortage> shortages) {
    OrderChange change =
        OrderChange.bySystem(order.version() + 1, status, timetable.now(), "placing");
    return orders.append(order, change, shortages, timetable.dueAfter(order, change));
  }

  /** What each line could have had; what this order holds itself is soon available again. */
  private List<Shortage> shortages(Order order, Set<Sku> held, Shortage first) {
    Map<Sku, Long> available = available(order.quantities().keySet());
    return order.quantities().entrySet().stream()
        .map(
            wanted -> {
              Sku sku = wanted.getKey();
              long quantity = wanted.getValue();
              long others = available.getOrDefault(sku, 0L);
              return sku.equals(first.sku())
                  ? first
                  : new Shortage(sku, quantity, held.contains(sku) ? others + quantity : others);
            })
        .toList();
  }

  private Map<Sku, Long> available(Set<Sku> skus) {
    Map<Sku, Long> available = new HashMap<>();
    List<Sku> all = new ArrayList<>(skus);
    for (int from = 0; from < all.size(); from += Stock.MAX_SKUS) {
      Map<Sku, StockLevel> levels =
          stock.levels(all.subList(from, Math.min(all.size(), from + Stock.MAX_SKUS)));
      levels.forEach((sku, level) -> available.put(sku, level.available()));
    }
    return available;
  }
}
