package io.saleproof.cluster;

import io.saleproof.cluster.ConsulCalls.Listed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which listings have not been ready for so long that nobody will come back there. One that lives
 * after all registers again with its next look. Used by one thread.
 */
final class DeadInstances {

  private final Duration after;
  private final LongSupplier nanos;
  private final Map<String, Long> unreadySince = new HashMap<>();

  /**
   * @param nanos the time, as by {@link System#nanoTime}
   */
  DeadInstances(Duration after, LongSupplier nanos) {
    this.after = after;
    this.nanos = nanos;
  }

  /** The ids of those that were not ready whenever they were listed, for as long as is given. */
  List<String> among(Collection<Listed> all) {
    long now = nanos.getAsLong();
    List<String> unready =
        all.stream()
            .filter(listed -> !listed.ready())
            .limit(RegisteredInstances.MAX)
            .map(Listed::id)
            .toList();
    unreadySince.keySet().retainAll(unready);
    unready.forEach(id -> unreadySince.putIfAbsent(id, now));
    return unreadySince.entrySet().stream()
        .filter(since -> now - since.getValue() >= after.toNanos())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What became of them meanwhile is not known: they are given their whole time again. */
  void nothingHeard() {
    unreadySince.clear();
  }
}
