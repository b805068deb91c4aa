package io.saleproof.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/** Percentiles over all measured times, none estimated. */
final class Latencies {

  private final long[] sorted;

  Latencies(Collection<Duration> measured) {
    sorted = measured.stream().mapToLong(Duration::toNanos).sorted().toArray();
  }

  /**
   * The smallest measured time that is not exceeded by this share of all (nearest rank); zero if
   * nothing was measured.
   */
  Duration percentile(double percent) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return Duration.ofNanos(sorted[Math.clamp(rank, 1, sorted.length) - 1]);
  }

  Duration longest() {
    return Duration.ofNanos(Arrays.stream(sorted).max().orElse(0));
  }
}
