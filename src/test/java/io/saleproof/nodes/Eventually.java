package io.saleproof.nodes;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What has to hold soon. */
final class Eventually {

  /**
   * Longer than any machine takes that is busy with other tests. The 10 s that nodes promise after
   * their network is whole again are looked at by prove-nodes.sh.
   */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Eventually() {}

  static void of(ThrowingRunnable assertion) {
    within(PATIENCE, assertion);
  }

  static void within(Duration bound, ThrowingRunnable assertion) {
    Awaitility.await().atMost(bound).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }
}
