package io.saleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Breaker breaker =
      new Breaker(nanos::get, Duration.ofMillis(100), Duration.ofMillis(300));

  @Test
  void opensWhenHalfOfTheLastCallsFailed() {
    for (int i = 0; i < Breaker.FAILURES - 1; i++) {
      assertThat(breaker.failed()).isFalse();
      breaker.succeeded();
    }
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.failed()).isTrue();
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void staysClosedWhenFewFail() {
    for (int i = 0; i < 100; i++) {
      breaker.failed();
      breaker.succeeded();
      breaker.succeeded();
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void letsOneProbeThroughWhoseSuccessCloses() {
    open();
    pass(99);
    assertThat(breaker.tryPass()).isFalse();
    pass(1);
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.tryPass()).as("one only").isFalse();
    breaker.succeeded();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.failed()).as("what failed before is forgotten").isFalse();
  }

  @Test
  void waitsTwiceAsLongAfterAProbeThatFailedUpToABound() {
    open();
    for (int wait : new int[] {100, 200, 300, 300}) {
      pass(wait - 1);
      assertThat(breaker.tryPass()).isFalse();
      pass(1);
      assertThat(breaker.tryPass()).isTrue();
      assertThat(breaker.failed()).isTrue();
    }
  }

  @Test
  void callsThatWereUnderWayWhenItOpenedChangeNothing() {
    open();
    pass(50);
    breaker.failed();
    breaker.succeeded();
    pass(50);
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void probesAtOnceWhenAnotherNodeHasTakenOver() {
    open();
    breaker.probeNow();
    assertThat(breaker.tryPass()).isTrue();
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
  }

  private void open() {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      breaker.failed();
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
  }

  private void pass(int millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }
}
