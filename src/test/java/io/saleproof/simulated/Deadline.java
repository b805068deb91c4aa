package io.saleproof.simulated;

import java.time.Duration;

/** Until when a command may wait. */
record Deadline(long nanos) {

  /** Longer than this no command waits, also if its client has set no time; a real server would. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  static Deadline in(Duration time) {
    Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /** Zero milliseconds mean no bound, as at the server. */
  static Deadline inMillis(long millis) {
    return in(millis <= 0 ? LONGEST : Duration.ofMillis(millis));
  }

  Deadline orSooner(Deadline other) {
    return nanos - other.nanos <= 0 ? this : other;
  }

  long remainingNanos() {
    return nanos - System.nanoTime();
  }

  boolean passed() {
    return remainingNanos() <= 0;
  }
}
