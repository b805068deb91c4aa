package io.saleproof.simulated;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one command has changed, as it goes from the primary to the others: as a whole or not at
 * all. Two members have the same history up to an entry if they hold the very same object there.
 */
final class Entry {

  private final OpTime at;
  private final long writtenNanos;
  private final List<Change> changes;
  private final @Nullable Retryable retryable;

  /**
   * @param retryable the answer to a repeat, so that whoever is primary then can give it
   */
  Entry(OpTime at, long writtenNanos, List<Change> changes, @Nullable Retryable retryable) {
    this.at = at;
    this.writtenNanos = writtenNanos;
    this.changes = List.copyOf(changes);
    this.retryable = retryable;
  }

  OpTime at() {
    return at;
  }

  long writtenNanos() {
    return writtenNanos;
  }

  List<Change> changes() {
    return changes;
  }

  @Nullable Retryable retryable() {
    return retryable;
  }
}
