package io.saleproof.orders;

import java.time.Duration;

/** Settings of orders for instances put together by hand. */
public record OrdersSettings(Duration reservationTime, Duration recoveryInterval, int sweepBatch)
    implements OrdersConfig {

  /** The defaults of the product. */
  public static OrdersSettings defaults() {
    return new OrdersSettings(Duration.ofMinutes(15), Duration.ofSeconds(30), 100);
  }

  @Override
  public boolean requireListVersion() {
    return false;
  }

  @Override
  public Duration turnTimeout() {
    return Duration.ofSeconds(10);
  }

  @Override
  public boolean sweep() {
    return false;
  }

  @Override
  public Duration sweepEvery() {
    return Duration.ofSeconds(2);
  }
}
