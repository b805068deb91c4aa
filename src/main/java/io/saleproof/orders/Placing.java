package io.saleproof.orders;

import com.mongodb.MongoException;
import io.saleproof.carts.Cart;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.PricedProduct;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The straight path of an order: prices are fixed, the order is inserted as pending, {@link
 * Holding} decides it, {@link Settling} carries out what follows.
 *
 * <p>The insert commits: its two unique indexes make it the only order for its key and its number.
 * Every later step may be taken twice, and a sweeper takes those that are left.
 */
final class Placing {

  /** How often another order of the same customer may get in first. */
  static final int MAX_TRIES = 100;

  private static final Logger LOG = Logger.getLogger(Placing.class);

  private final OrderStore orders;
  private final Catalog catalog;
  private final CartCheckout checkout;
  private final Holding holding;
  private final Settling settling;
  private final Timetable timetable;

  Placing(
      OrderStore orders,
      Catalog catalog,
      CartCheckout checkout,
      Holding holding,
      Settling settling,
      Timetable timetable) {
    this.orders = orders;
    this.catalog = catalog;
    this.checkout = checkout;
    this.holding = holding;
    this.settling = settling;
    this.timetable = timetable;
  }

  /**
   * Whether the key was used before is found out by the insert, which most often succeeds; only who
   * is to be refused is looked up first, as a refusal is no answer to a replay.
   */
  PlaceOrderResult place(PlaceOrder request) {
    return request.cartId() == null
        ? price(request)
        : replay(request).orElseGet(() -> priceCart(request));
  }

  /** Looked up after the key: a cart that its order has emptied does not hide the replay. */
  private PlaceOrderResult priceCart(PlaceOrder request) {
    Optional<Cart> cart = checkout.find(request);
    if (cart.isPresent() && !cart.get().lines().isEmpty()) {
      return price(CartCheckout.filled(request, cart.get()));
    }
    // What has emptied it may be this very request, sent twice.
    return replay(request)
        .orElseGet(
            () ->
                cart.isPresent()
                    ? new PlaceOrderResult.EmptyCart()
                    : new PlaceOrderResult.UnknownCart());
  }

  private PlaceOrderResult price(PlaceOrder request) {
    Map<Sku, PricedProduct> prices =
        catalog.prices(request.lines().stream().map(PlaceOrder.Line::sku).distinct().toList());
    List<Sku> unknown =
        request.lines().stream()
            .map(PlaceOrder.Line::sku)
            .filter(sku -> !prices.containsKey(sku))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      return replay(request).orElseGet(() -> new PlaceOrderResult.UnknownSkus(unknown));
    }
    TreeSet<String> currencies = new TreeSet<>();
    prices.values().forEach(product -> currencies.add(product.price().currency()));
    return currencies.size() > 1
        ? replay(request)
            .orElseGet(() -> new PlaceOrderResult.MixedCurrencies(List.copyOf(currencies)))
        : insertAndHold(request, lines(request, prices), currencies.first());
  }

  private PlaceOrderResult insertAndHold(
      PlaceOrder request, List<OrderLine> lines, String currency) {
    Money total = lines.stream().map(OrderLine::total).reduce(Money.zero(currency), Money::plus);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      long last = orders.lastSeq(request.customer());
      // Who has no order yet has moved none.
      if (tries == 0 && last > 0 && isKeyOfAMove(request)) {
        return replay(request).orElseGet(PlaceOrderResult.KeyReused::new);
      }
      if (request.expected() != null && !request.expected().isMetBy(last)) {
        // What got in first may be this very request, sent twice.
        return replay(request).orElseGet(() -> new PlaceOrderResult.Stale(last));
      }
      Order order = pending(request, lines, total, last + 1);
      switch (insert(order)) {
        case STORED -> {
          return finish(order);
        }
        case UNKNOWN -> {
          return new PlaceOrderResult.OutcomeUnknown();
        }
        case TAKEN -> {
          Optional<PlaceOrderResult> replay = replay(request);
          if (replay.isPresent()) {
            return replay.get();
          }
        }
      }
    }
    return new PlaceOrderResult.Contended();
  }

  private enum Insertion {
    STORED,
    /** Its number or its key is taken; nothing was written. */
    TAKEN,
    UNKNOWN
  }

  private Insertion insert(Order order) {
    try {
      return orders.insert(order) ? Insertion.STORED : Insertion.TAKEN;
    } catch (MongoException failure) {
      if (StoreFaults.nothingWasSent(failure) || StoreFaults.isRefused(failure)) {
        throw failure;
      }
      leave(order, failure);
      return Insertion.UNKNOWN;
    }
  }

  /** From here on the order stands: what fails is finished or undone by a sweeper. */
  private PlaceOrderResult finish(Order order) {
    try {
      Optional<Order> decided = holding.decide(order);
      decided.ifPresent(settling::settleOrLeave);
      // Empty: someone else took the order over, and what it is now is the answer.
      return answer(decided.orElseGet(() -> stored(order.id())), false);
    } catch (MongoException failure) {
      leave(order, failure);
      return new PlaceOrderResult.OutcomeUnknown();
    }
  }

  private void leave(Order order, MongoException failure) {
    LOG.errorf("the outcome of placing order %s is unknown: %s", order.id(), failure);
    settling.hurry(order, failure);
  }

  private Order stored(OrderId id) {
    return orders.find(id).orElseThrow(() -> new IllegalStateException("order is gone: " + id));
  }

  private boolean isKeyOfAMove(PlaceOrder request) {
    return orders.findByMoveKey(request.customer(), request.key()).isPresent();
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
      case REFUSED ->
          answered.isRefusedForCart()
              ? new PlaceOrderResult.CartChanged(answered, replayed)
              : new PlaceOrderResult.OutOfStock(answered, replayed);
      case EXPIRED -> new PlaceOrderResult.Expired(answered, replayed);
      case PLACED, PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED ->
          new PlaceOrderResult.Placed(answered, replayed);
    };
  }

  private Order pending(PlaceOrder request, List<OrderLine> lines, Money total, long seq) {
    Instant now = timetable.now();
    return new Order(
        new OrderId(request.customer(), seq),
        request.key(),
        request.requestHash(),
        request.requestId(),
        lines,
        total,
        timetable.reservedUntil(now),
        List.of(OrderChange.bySystem(1, OrderStatus.PENDING, now, "placing")),
        List.of(),
        request.cartId(),
        request.cartVersion(),
        OrderTurn.first(now),
        timetable.soon());
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
}
