package io.saleproof.orders;

import io.saleproof.carts.Carts;
import io.saleproof.catalog.Catalog;
import io.saleproof.metrics.ShopMeters;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;

/** The shop's orders: placing in turns, moving, reading. */
@ApplicationScoped
public class ShopOrders implements Orders {

  private final OrderStore orders;
  private final Placing placing;
  private final Moving moving;
  private final OrderSweeper sweeper;
  private final Turns turns;
  private final ShopMeters meters;

  @Inject
  ShopOrders(
      Store store,
      Catalog catalog,
      Stock stock,
      Carts carts,
      OrdersConfig config,
      Clock clock,
      ShopMeters meters) {
    this(new MongoOrders(store), catalog, stock, carts, config, clock, meters, new Random());
  }

  /**
   * @param random spreads what would else come at once
   */
  ShopOrders(
      OrderStore orders,
      Catalog catalog,
      Stock stock,
      Carts carts,
      OrdersConfig config,
      Clock clock,
      ShopMeters meters,
      Random random) {
    Timetable timetable = new Timetable(config, clock, random);
    CartCheckout checkout = new CartCheckout(carts);
    Holding holding = new Holding(orders, stock, checkout, timetable);
    Settling settling = new Settling(orders, stock, checkout, timetable, meters);
    this.orders = orders;
    this.placing = new Placing(orders, catalog, checkout, holding, settling, timetable);
    this.moving = new Moving(orders, settling, timetable);
    this.sweeper = new OrderSweeper(orders, holding, settling, timetable, config, meters, random);
    this.turns = new Turns(config.turnTimeout());
    this.meters = meters;
  }

  @Override
  public PlaceOrderResult place(PlaceOrder request) {
    PlaceOrderResult result =
        turns
            .take(request.customer(), () -> placing.place(request))
            .orElseGet(PlaceOrderResult.InProgress::new);
    count(result);
    return result;
  }

  @Override
  public MoveOrderResult move(MoveOrder request) {
    MoveOrderResult result = moving.move(request);
    if (result instanceof MoveOrderResult.Done(Order order, boolean replayed)
        && !replayed
        && request.action() == OrderAction.PAY) {
      meters.orderPaid(order.total());
    }
    if (result instanceof MoveOrderResult.OutcomeUnknown) {
      meters.outcomeUnknown();
    }
    return result;
  }

  private void count(PlaceOrderResult result) {
    switch (result) {
      case PlaceOrderResult.Placed(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        } else {
          meters.orderPlaced(order.total(), order.units());
        }
      }
      case PlaceOrderResult.OutOfStock(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        } else {
          meters.orderRefusedForStock();
        }
      }
      case PlaceOrderResult.Expired(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        }
      }
      case PlaceOrderResult.CartChanged(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        } else {
          meters.staleVersion();
        }
      }
      case PlaceOrderResult.Stale stale -> meters.staleVersion();
      case PlaceOrderResult.OutcomeUnknown unknown -> meters.outcomeUnknown();
      case PlaceOrderResult.UnknownCart unknown -> {}
      case PlaceOrderResult.EmptyCart empty -> {}
      case PlaceOrderResult.KeyReused reused -> {}
      case PlaceOrderResult.InProgress running -> {}
      case PlaceOrderResult.UnknownSkus unknown -> {}
      case PlaceOrderResult.MixedCurrencies mixed -> {}
      case PlaceOrderResult.Contended contended -> {}
    }
  }

  @Override
  public Optional<Order> find(OrderId id) {
    return orders.find(id);
  }

  @Override
  public Optional<KeyUse> findByKey(CustomerId customer, String key) {
    return orders
        .findByKey(customer, key)
        .map(order -> new KeyUse(order, true))
        .or(() -> orders.findByMoveKey(customer, key).map(order -> new KeyUse(order, false)));
  }

  OrderStore store() {
    return orders;
  }

  OrderSweeper sweeper() {
    return sweeper;
  }
}
