package io.saleproof.store;

import com.mongodb.ReadPreference;
import java.util.concurrent.TimeUnit;

/**
 * A block of reads that are only shown and may be answered by replicas, and how long it may take.
 * The server can't tell waiting from reading, so both count.
 */
final class ReplicaReading {

  /** An answer that took longer is taken for one that was waited for. */
  private static final long WAITED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ReadPreference preference;
  private final long begun;
  private final long boundNanos;
  private long longestNanos;

  ReplicaReading(ReadPreference preference, long boundNanos) {
    this.preference = preference;
    this.boundNanos = boundNanos;
    this.begun = System.nanoTime();
  }

  ReadPreference preference() {
    return preference;
  }

  /**
   * How long the next read may take.
   *
   * @throws NotFromReplica if all the time is used up
   */
  long millisLeft() {
    long left = TimeUnit.NANOSECONDS.toMillis(boundNanos - (System.nanoTime() - begun));
    if (left <= 0) {
      throw new NotFromReplica(NotFromReplica.Why.BEHIND);
    }
    return left;
  }

  void took(long nanos) {
    longestNanos = Math.max(longestNanos, nanos);
  }

  /** Whether, to all appearance, a replica had to catch up first. */
  boolean waited() {
    return longestNanos >= WAITED_NANOS;
  }
}
