package io.saleproof.stock;

import java.time.Duration;

/** The settings of a stock in tests, with the defaults of the product unless said otherwise. */
public record StockSettings(int splitAboveHoldsPerSecond, int splitAboveOpenHolds, int buckets)
    implements StockConfig {

  public static final StockSettings DEFAULT = new StockSettings(50, 64, 16);

  /** Never split by demand. */
  public static final StockSettings WHOLE =
      new StockSettings(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, 16);

  @Override
  public Duration mergeAfter() {
    return Duration.ofMinutes(2);
  }

  @Override
  public Duration keepEvery() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Duration showLeftEvery() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Duration reconcileEvery() {
    return Duration.ofMinutes(15);
  }
}
