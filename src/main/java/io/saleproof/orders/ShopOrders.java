package io.saleproof.orders;

import io.saleproof.catalog.Catalog;
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

  ShopOrders(Store store, Catalog catalog, Stock stock, OrdersConfig config, Clock clock) {
    this.orders = new MongoOrders(store);
    this.placing = new Placing(orders, catalog, stock, config, clock);
    this.moving = new Moving(orders, stock, config, clock);
    this.turns = new Turns(config.turnTimeout());
  }

  @Override
  public PlaceOrderResult place(PlaceOrder request) {
    return turns
        .take(request.customer(), () -> placing.place(request))
        .orElseGet(PlaceOrderResult.InProgress::new);
  }

  @Override
  public MoveOrderResult move(
      OrderId id, OrderAction action, @Nullable String key, String requestHash, String cause) {
    return moving.move(id, action, key, requestHash, cause);
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
