package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets orders of one customer take turns within this instance, so that they don't beat each other
 * to the same number. Only to spare tries: across instances the unique indexes decide.
 */
final class Turns {

  /** Customers share so many locks by hash; two that share one only wait a little. */
  private static final int STRIPES = 1_024;

  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];
  private final Duration timeout;

  Turns(Duration timeout) {
    this.timeout = timeout;
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock(true);
    }
  }

  /** What the work returned, or empty if its turn did not come within the bound. */
  <T> Optional<T> take(CustomerId customer, Supplier<T> work) {
    ReentrantLock lock = locks[Math.floorMod(customer.hashCode(), STRIPES)];
    try {
      if (!lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      lock.unlock();
    }
  }
}
