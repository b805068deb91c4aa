package io.saleproof.stock;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.Store;
import java.time.Clock;
import java.util.List;

/** The reconciler for tests without Quarkus. */
public final class ReconcilerForTests {

  private ReconcilerForTests() {}

  public static Reconciler over(Store store, HoldOwners owners, StockConfig config, Clock clock) {
    return new Reconciler(
        store, List.of(owners), new StockMeters(new SimpleMeterRegistry()), config, clock);
  }
}
