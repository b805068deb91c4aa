package io.saleproof.orders;

import io.saleproof.carts.Carts;
import io.saleproof.carts.CartsForTests;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.stock.MoveResult;
import io.saleproof.stock.Movement;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockAccounts;
import io.saleproof.stock.StockInstance;
import io.saleproof.stock.StockSettings;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;

/** A database with goods and a clock that the test sets, for as many instances as it likes. */
final class OrdersWorld implements AutoCloseable {

  static final OrdersSettings SETTINGS = OrdersSettings.defaults();

  private final StoreForTests database = new StoreForTests();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T08:00:00Z"));
  final Clock clock = new SetClock();

  Store store() {
    return database.store();
  }

  OrdersInstance instance() {
    return new OrdersInstance(store(), catalog(), stock(), SETTINGS, clock);
  }

  /** An instance whose calls of the database and the stock are watched. */
  OrdersInstance watched(Steps.Watcher watcher) {
    return new OrdersInstance(
        Steps.watched(OrderStore.class, new MongoOrders(store()), watcher),
        catalog(),
        Steps.watched(Stock.class, stock(), watcher),
        Steps.watched(Carts.class, carts().carts(), watcher),
        SETTINGS,
        clock);
  }

  Stock stock() {
    return StockInstance.of(store(), StockSettings.WHOLE, clock).stock();
  }

  CartsForTests carts() {
    return new CartsForTests(store(), catalog(), stock(), clock);
  }

  private Catalog catalog() {
    return CatalogForTests.over(store(), clock);
  }

  /** Goods that no other test has, named so that they are held in the order of their letters. */
  Sku goods(String letter, long units) {
    Sku sku = new Sku(letter + "-" + UUID.randomUUID());
    CatalogForTests.put(store(), sku, new Money(100, "GBP"));
    if (units > 0) {
      receive(sku, units);
    }
    return sku;
  }

  void receive(Sku sku, long units) {
    MoveResult result =
        stock()
            .move(
                sku,
                new Movement(
                    UUID.randomUUID().toString(), Movement.Type.RECEIVE, units, null, "goods in"));
    if (!(result instanceof MoveResult.Moved)) {
      throw new IllegalStateException(result.toString());
    }
  }

  StockAccounts account(Sku sku) {
    return StockAccounts.read(store(), sku);
  }

  /** Units on hand, units reserved, and nothing wrong. */
  String figures(Sku sku) {
    StockAccounts account = account(sku);
    return account.onHand() + "/" + account.reserved() + " " + account.breaches();
  }

  static String figures(long onHand, long reserved) {
    return onHand + "/" + reserved + " []";
  }

  void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  /** As long as it may take until whatever a crash has left is settled. */
  void advanceOneInterval() {
    advance(SETTINGS.recoveryInterval());
  }

  void advanceToExpiry() {
    advance(SETTINGS.reservationTime());
  }

  /** Removes the orders of earlier tests, so that sweeps find those of this one only. */
  void forgetOrders() {
    store().exact(Schema.ORDERS).deleteMany(new Document());
  }

  /** One unit of each. */
  static PlaceOrder request(String customer, String key, Sku... skus) {
    List<PlaceOrder.Line> lines = new ArrayList<>();
    for (Sku sku : skus) {
      lines.add(new PlaceOrder.Line(sku, 1));
    }
    return new PlaceOrder(
        new CustomerId(customer), lines, key, "hash of " + key, null, "request", null, null);
  }

  static MoveOrder move(OrderId id, OrderAction action) {
    return new MoveOrder(
        id,
        action,
        action == OrderAction.RETURN ? Boolean.TRUE : null,
        "key of " + action,
        "hash of " + action,
        "test");
  }

  @Override
  public void close() {
    database.close();
  }

  private final class SetClock extends Clock {

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
