package io.saleproof.log;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long after each failure, up to a cap, and of that
 * a random part between a half and the whole, so that many who failed together don't come back
 * together.
 */
final class Backoff {

  private final long firstMillis;
  private final long longestMillis;
  private final RandomGenerator random;
  private long nextMillis;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
    this.random = random;
    this.nextMillis = firstMillis;
  }

  /** After a success. */
  void reset() {
    nextMillis = firstMillis;
  }

  /** After a failure. */
  long delayMillis() {
    long whole = nextMillis;
    nextMillis = Math.min(2 * whole, longestMillis);
    return whole / 2 + random.nextLong(whole - whole / 2 + 1);
  }
}
