package io.saleproof.orders;

import io.saleproof.catalog.Catalog;
import io.saleproof.metrics.ShopMeters;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shop's orders: placing in turns, moving, reading. */
@ApplicationScoped
public class ShopOrders implements Orders {

  private final OrderStore orders;
  private final Placing placing;
  private final Moving moving;
  private final Turns turns;
  private final ShopMeters meters;

  ShopOrders(
      Store store,
      Catalog catalog,
      Stock stock,
      OrdersConfig config,
      Clock clock,
      ShopMeters meters) {
    this.orders = new MongoOrders(store);
    this.placing = new Placing(orders, catalog, stock, config, clock);
    this.moving = new Moving(orders, stock, config, clock);
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
  public MoveOrderResult move(
      OrderId id, OrderAction action, @Nullable String key, String requestHash, String cause) {
    MoveOrderResult result = moving.move(id, action, key, requestHash, cause);
    if (result instanceof MoveOrderResult.Done(Order order, boolean replayed)
        && !replayed
        && action == OrderAction.PAY) {
      meters.orderPaid(order.total());
    }
    return result;
  }

  private void count(PlaceOrderResult result) {
    switch (result) {
      case PlaceOrderResult.Placed(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        } else {
          meters.orderPlaced(order.total(), units(order));
        }
      }
      case PlaceOrderResult.OutOfStock(Order order, boolean replayed) -> {
        if (replayed) {
          meters.orderReplayed();
        } else {
          meters.orderRefusedForStock();
        }
      }
      case PlaceOrderResult.Stale stale -> meters.staleVersion();
      case PlaceOrderResult.KeyReused reused -> {}
      case PlaceOrderResult.InProgress running -> {}
      case PlaceOrderResult.UnknownSkus unknown -> {}
      case PlaceOrderResult.MixedCurrencies mixed -> {}
      case PlaceOrderResult.Contended contended -> {}
    }
  }

  private static long units(Order order) {
    return order.lines().stream().mapToLong(OrderLine::quantity).sum();
  }

  @Override
  public Optional<Order> find(OrderId id) {
    return orders.find(id);
  }

  @Override
  public Optional<Order> findByKey(CustomerId customer, String key) {
    return orders.findByKey(customer, key);
  }

  OrderStore store() {
    return orders;
  }
}
