package io.saleproof.proof;

import io.saleproof.carts.CartsForTests;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.orders.ListensForTests;
import io.saleproof.orders.OrdersInstance;
import io.saleproof.stock.Reconciler;
import io.saleproof.stock.ReconcilerForTests;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockInstance;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import java.time.Clock;
import java.util.List;

/** One instance of the shop. It shares the database with others, and nothing else. */
record Instance(
    DatabaseCalls calls,
    OrdersInstance orders,
    StockInstance shelves,
    Reconciler reconciler,
    CartsForTests carts) {

  static Instance start(StoreForTests database, Settings settings, Clock clock) {
    DatabaseCalls calls = new DatabaseCalls();
    return over(
        database.over(client -> CrashingClient.over(client, calls)), calls, settings, clock);
  }

  static Instance over(Store store, DatabaseCalls calls, Settings settings, Clock clock) {
    Catalog catalog = CatalogForTests.over(store, clock);
    StockInstance shelves =
        StockInstance.of(store, settings.stock(), clock, List.of(ListensForTests.to(catalog)));
    Stock stock = shelves.stock();
    return new Instance(
        calls,
        new OrdersInstance(store, catalog, stock, settings.orders(), clock),
        shelves,
        ReconcilerForTests.over(store, OrdersInstance.holdOwners(store), settings.stock(), clock),
        new CartsForTests(store, catalog, stock, clock));
  }

  Stock stock() {
    return shelves.stock();
  }

  /** Does once what an instance does by itself every few seconds. */
  void sweep() {
    orders.sweep();
    shelves.keep();
  }
}
