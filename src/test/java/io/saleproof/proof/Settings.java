package io.saleproof.proof;

import io.saleproof.orders.OrdersConfig;
import io.saleproof.orders.OrdersSettings;
import io.saleproof.stock.StockSettings;
import java.time.Duration;

/**
 * How instances are set.
 *
 * @param recovery after how long others may take over
 * @param reservation how long orders hold their stock
 * @param stock when stock is split
 */
record Settings(Duration recovery, Duration reservation, StockSettings stock) {

  private static final int SWEEP_BATCH = 100;

  static final Settings USUAL =
      new Settings(Duration.ofSeconds(30), Duration.ofMinutes(15), StockSettings.DEFAULT);

  Settings reservedFor(Duration time) {
    return new Settings(recovery, time, stock);
  }

  Settings recoveredIn(Duration time) {
    return new Settings(time, reservation, stock);
  }

  Settings splitAbove(int holdsPerSecond, int openHolds, int buckets) {
    return new Settings(
        recovery, reservation, new StockSettings(holdsPerSecond, openHolds, buckets));
  }

  OrdersConfig orders() {
    return new OrdersSettings(reservation, recovery, SWEEP_BATCH);
  }
}
