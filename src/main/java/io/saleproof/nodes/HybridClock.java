package io.saleproof.nodes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A hybrid logical clock: near the wall clock, and always later than everything this node has
 * written or been told. After Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical Clocks
 * and Consistent Snapshots in Globally Distributed Databases", 2014.
 *
 * <p>The paper lets a node ignore messages that are too far ahead of its wall clock. This one never
 * does: such a message is a write that another node has acknowledged, and to refuse it would lose
 * it here. The clock follows the fastest of the nodes instead ({@link #lead} tells by how much),
 * which costs nothing: order does not need the right time. Only what no clock can show is refused
 * ({@link Version#isCredible}), because the range of versions would end soon after it. Only the
 * life of tombstones does, and it is measured by the wall clock, by no less than a majority (see
 * {@link Tombstones}).
 *
 * <p>Safe for use by any threads. What it gave out must be kept with the data ({@link
 * NodeStore#latest}), so that it goes on after it when the node starts again.
 */
final class HybridClock {

  private final String node;
  private final InstantSource wall;
  private Version last;

  HybridClock(String node, InstantSource wall, Optional<Version> latest) {
    this.node = node;
    this.wall = wall;
    this.last = latest.orElse(new Version(0, 0, node));
  }

  /** A version later than all that this clock has given out or observed. */
  synchronized Version next() {
    long now = wall.millis();
    if (now > last.millis()) {
      last = new Version(now, 0, node);
    } else if (last.count() < Version.MAX_COUNT) {
      last = new Version(last.millis(), last.count() + 1, node);
    } else {
      last = new Version(last.millis() + 1, 0, node);
    }
    return last;
  }

  /** Takes notice of a version that came from elsewhere; everything given out from now is later. */
  synchronized void observe(Version seen) {
    if (seen.compareTo(last) > 0) {
      last = seen;
    }
  }

  /** How far this clock is ahead of the wall clock; zero if it is not. */
  synchronized Duration lead() {
    return Duration.ofMillis(Math.max(0, last.millis() - wall.millis()));
  }
}
