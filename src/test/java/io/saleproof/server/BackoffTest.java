package io.saleproof.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration CAP = Duration.ofSeconds(2);

  private final Backoff backoff = new Backoff(FIRST, CAP, new Random(1));

  @Test
  void doublesItsPausesUpToTheCapAndSpreadsThem() {
    long most = FIRST.toMillis();
    for (int failure = 0; failure < 100; failure++) {
      assertThat(backoff.failed().toMillis()).isBetween(most / 2, most);
      most = Math.min(CAP.toMillis(), 2 * most);
    }
  }

  @Test
  void beginsAnewAfterASuccess() {
    backoff.failed();
    backoff.failed();
    backoff.succeeded();
    assertThat(backoff.failed()).isLessThanOrEqualTo(FIRST);
  }
}
