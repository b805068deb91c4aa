package io.saleproof.stock;

import io.saleproof.store.Store;
import java.time.Clock;
import java.util.List;

/** What one instance of the program has of the stock, built by hand for tests. */
public record StockInstance(Stock stock, StockKeeper keeper, LastSold lastSold) {

  public static StockInstance of(Store store, Clock clock) {
    return of(store, StockSettings.DEFAULT, clock);
  }

  public static StockInstance of(Store store, StockConfig config, Clock clock) {
    return of(store, config, clock, List.of());
  }

  public static StockInstance of(
      Store store, StockConfig config, Clock clock, List<AvailabilityListener> listeners) {
    LastSold lastSold = new LastSold(clock);
    return new StockInstance(
        new MongoStock(store, config, clock, listeners, lastSold),
        new StockKeeper(store, config, clock),
        lastSold);
  }

  /** Looks after all split SKUs once. */
  public void keep() {
    keeper.keep();
  }
}
