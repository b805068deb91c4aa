package io.saleproof.server;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between tries: twice as long after each failure, up to a cap, and of that a random
 * part between a half and the whole, so that many who failed together don't come back together. For
 * one thread.
 */
public final class Backoff {

  private static final int MAX_DOUBLINGS = 30;

  private final Duration first;
  private final Duration cap;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first what the first pause is at most
   * @param cap what every pause is at most; not below the first
   */
  public Backoff(Duration first, Duration cap, RandomGenerator random) {
    this.first = first;
    this.cap = cap;
    this.random = random;
  }

  /** The pause after one more failure, at most the cap. */
  public Duration failed() {
    long doubled = first.toMillis() << Math.min(failures++, MAX_DOUBLINGS);
    long most = Math.min(cap.toMillis(), Math.max(first.toMillis(), doubled));
    return Duration.ofMillis(random.nextLong(Math.max(1, most / 2), most + 1));
  }

  /** The next pause is as short as the first. */
  public void succeeded() {
    failures = 0;
  }
}
