package io.saleproof.nodes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between tries: twice as long each time, up to a cap, spread by a half. */
final class Backoff {

  private static final int MAX_DOUBLINGS = 30;

  private final Duration first;
  private final Duration cap;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration cap, RandomGenerator random) {
    this.first = first;
    this.cap = cap;
    this.random = random;
  }

  /** The pause after one more failure, at most the cap. */
  Duration failed() {
    long doubled = first.toMillis() << Math.min(failures++, MAX_DOUBLINGS);
    long most = Math.min(cap.toMillis(), Math.max(first.toMillis(), doubled));
    return Duration.ofMillis(random.nextLong(Math.max(1, most / 2), most + 1));
  }

  void succeeded() {
    failures = 0;
  }
}
