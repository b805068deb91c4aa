package io.saleproof.nodes;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What has to hold soon. */
final class Eventually {

  /** The bound that the nodes promise after their network is whole again. */
  static final Duration PROMISED = Duration.ofSeconds(10);

  private Eventually() {}

  static void of(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(PROMISED)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }
}
