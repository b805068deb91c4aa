package io.saleproof.stock;

import io.quarkus.arc.All;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Puts the stock together. */
@ApplicationScoped
class StockProducer {

  @Produces
  @Singleton
  LastSold lastSold(Clock clock) {
    return new LastSold(clock);
  }

  @Produces
  @Singleton
  Stock stock(
      Store store,
      StockConfig config,
      Clock clock,
      @All List<AvailabilityListener> listeners,
      LastSold lastSold) {
    return new MongoStock(store, config, clock, listeners, lastSold);
  }
}
