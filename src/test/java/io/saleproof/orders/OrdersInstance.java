package io.saleproof.orders;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.carts.Carts;
import io.saleproof.carts.CartsForTests;
import io.saleproof.catalog.Catalog;
import io.saleproof.metrics.ShopMeters;
import io.saleproof.stock.HoldOwners;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;

/**
 * An instance of the shop's orders put together by hand: it shares with others what its store and
 * its clock share, and nothing else. Its dice always fall the same way.
 */
public final class OrdersInstance {

  private static final long SEED = 1;

  private final ShopOrders orders;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  public OrdersInstance(
      Store store, Catalog catalog, Stock stock, OrdersConfig config, Clock clock) {
    this(
        new MongoOrders(store),
        catalog,
        stock,
        new CartsForTests(store, catalog, stock, clock).carts(),
        config,
        clock);
  }

  OrdersInstance(
      OrderStore orders,
      Catalog catalog,
      Stock stock,
      Carts carts,
      OrdersConfig config,
      Clock clock) {
    this.orders =
        new ShopOrders(
            orders,
            catalog,
            stock,
            carts,
            config,
            clock,
            new ShopMeters(registry),
            new Random(SEED));
  }

  public PlaceOrderResult place(PlaceOrder request) {
    return orders.place(request);
  }

  public MoveOrderResult move(MoveOrder request) {
    return orders.move(request);
  }

  /** How many orders one sweep handled to their end. */
  public int sweep() {
    return orders.sweeper().sweep();
  }

  public Optional<Order> find(OrderId id) {
    return orders.find(id);
  }

  ShopOrders orders() {
    return orders;
  }

  /** What the orders of a store say of what is held. */
  public static HoldOwners holdOwners(Store store) {
    return new HoldClaims(store);
  }

  /** The sum of a counter or the value of a gauge of this instance; 0 if it has none. */
  public double metric(String name) {
    return registry.find(name).meters().stream()
        .mapToDouble(meter -> meter.measure().iterator().next().getValue())
        .sum();
  }
}
