package io.saleproof.orders;

import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.PricedProduct;
import io.saleproof.stock.Attempt;
import io.saleproof.stock.HoldResult;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockLevel;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The straight path of an order: prices are fixed, the order is inserted as pending, its stock is
 * held SKU by SKU in sorted order, and it becomes placed, or refused with everything given back.
 *
 * <p>The insert commits: its two unique indexes make it the only order for its key and its number.
 * Every later step may be taken twice.
 */
final class Placing {

  /** How often another order of the same customer may get in first. */
  static final int MAX_TRIES = 100;

  private final OrderStore orders;
  private final Catalog catalog;
  private final Stock stock;
  private final OrdersConfig config;
  private final Clock clock;

  Placing(OrderStore orders, Catalog catalog, Stock stock, OrdersConfig config, Clock clock) {
    this.orders = orders;
    this.catalog = catalog;
    this.stock = stock;
    this.config = config;
    this.clock = clock;
  }

  PlaceOrderResult place(PlaceOrder request) {
    Optional<PlaceOrderResult> replay = replay(request);
    if (replay.isPresent()) {
      return replay.get();
    }
    Map<Sku, PricedProduct> prices =
        catalog.prices(request.lines().stream().map(PlaceOrder.Line::sku).distinct().toList());
    List<Sku> unknown =
        request.lines().stream()
            .map(PlaceOrder.Line::sku)
            .filter(sku -> !prices.containsKey(sku))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      return new PlaceOrderResult.UnknownSkus(unknown);
    }
    TreeSet<String> currencies = new TreeSet<>();
    prices.values().forEach(product -> currencies.add(product.price().currency()));
    return currencies.size() > 1
        ? new PlaceOrderResult.MixedCurrencies(List.copyOf(currencies))
        : insertAndHold(request, lines(request, prices), currencies.first());
  }

  private PlaceOrderResult insertAndHold(
      PlaceOrder request, List<OrderLine> lines, String currency) {
    Money total = lines.stream().map(OrderLine::total).reduce(Money.zero(currency), Money::plus);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      long last = orders.lastSeq(request.customer());
      if (request.expected() != null && !request.expected().isMetBy(last)) {
        return new PlaceOrderResult.Stale(last);
      }
      Order order = pending(request, lines, total, last + 1);
      if (orders.insert(order, clock.instant().plus(config.recoveryInterval()))) {
        return hold(order);
      }
      Optional<PlaceOrderResult> replay = replay(request);
      if (replay.isPresent()) {
        return replay.get();
      }
    }
    return new PlaceOrderResult.Contended();
  }

  private PlaceOrderResult hold(Order order) {
    List<Sku> held = new ArrayList<>();
    for (Map.Entry<Sku, Long> wanted : order.quantities().entrySet()) {
      HoldResult result =
          stock.hold(wanted.getKey(), wanted.getValue(), attempt(order), holdUntil(order));
      switch (result) {
        case HoldResult.Held() -> held.add(wanted.getKey());
        case HoldResult.Short(long available) -> {
          return refuse(order, held, new Shortage(wanted.getKey(), wanted.getValue(), available));
        }
        case HoldResult.Late(long fence) -> {
          return new PlaceOrderResult.InProgress();
        }
      }
    }
    return ended(order, OrderStatus.PLACED, List.of(), order.reservedUntil());
  }

  private PlaceOrderResult refuse(Order order, List<Sku> held, Shortage first) {
    Map<Sku, Long> quantities = order.quantities();
    held.forEach(sku -> stock.release(sku, quantities.getOrDefault(sku, 0L), attempt(order)));
    Map<Sku, StockLevel> levels = stock.levels(quantities.keySet());
    List<Shortage> shortages =
        quantities.entrySet().stream()
            .map(
                wanted ->
                    wanted.getKey().equals(first.sku())
                        ? first
                        : new Shortage(
                            wanted.getKey(),
                            wanted.getValue(),
                            levels.containsKey(wanted.getKey())
                                ? levels.get(wanted.getKey()).available()
                                : 0))
            .toList();
    return ended(order, OrderStatus.REFUSED, shortages, null);
  }

  private PlaceOrderResult ended(
      Order order, OrderStatus status, List<Shortage> shortages, @Nullable Instant dueAt) {
    OrderChange change = new OrderChange(order.version() + 1, status, now(), "placing", null, null);
    return orders
        .append(order.id(), change, shortages, dueAt)
        .map(after -> answer(after, false))
        // Someone else took the order over meanwhile: what it is now is the answer.
        .orElseGet(
            () ->
                answer(
                    orders
                        .find(order.id())
                        .orElseThrow(() -> new IllegalStateException("order is gone")),
                    false));
  }

  private Optional<PlaceOrderResult> replay(PlaceOrder request) {
    return orders
        .findByKey(request.customer(), request.key())
        .map(
            known ->
                known.requestHash().equals(request.requestHash())
                    ? answer(known, true)
                    : new PlaceOrderResult.KeyReused());
  }

  private static PlaceOrderResult answer(Order order, boolean replayed) {
    Order answered = order.asAnswered();
    return switch (answered.status()) {
      case PENDING -> new PlaceOrderResult.InProgress();
      case REFUSED, EXPIRED -> new PlaceOrderResult.OutOfStock(answered, replayed);
      case PLACED, PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED ->
          new PlaceOrderResult.Placed(answered, replayed);
    };
  }

  private Order pending(PlaceOrder request, List<OrderLine> lines, Money total, long seq) {
    Instant now = now();
    return new Order(
        new OrderId(request.customer(), seq),
        request.key(),
        request.requestHash(),
        request.requestId(),
        lines,
        total,
        now.plus(config.reservationTime()),
        List.of(new OrderChange(1, OrderStatus.PENDING, now, "placing", null, null)),
        List.of());
  }

  private static List<OrderLine> lines(PlaceOrder request, Map<Sku, PricedProduct> prices) {
    return request.lines().stream()
        .map(
            line -> {
              PricedProduct product = Objects.requireNonNull(prices.get(line.sku()));
              return OrderLine.of(
                  line.sku(), product.name(), line.quantity(), product.price(), product.version());
            })
        .toList();
  }

  private static Attempt attempt(Order order) {
    return Attempt.first(order.id().toString(), order.createdAt().toEpochMilli());
  }

  private static Instant holdUntil(Order order) {
    return Objects.requireNonNull(order.reservedUntil());
  }

  /** The database keeps milliseconds; an answer must not say more than its replay will. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
