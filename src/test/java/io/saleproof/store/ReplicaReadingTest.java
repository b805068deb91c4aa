package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.ReadPreference;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplicaReadingTest {

  @Test
  void takesALongAnswerForOneThatWasWaitedFor() {
    ReplicaReading reading = reading(Long.MAX_VALUE);
    reading.took(TimeUnit.MILLISECONDS.toNanos(19));
    assertThat(reading.waited()).isFalse();
    reading.took(TimeUnit.MILLISECONDS.toNanos(20));
    reading.took(0);
    assertThat(reading.waited()).isTrue();
  }

  @Test
  void endsWhenItsTimeIsUsedUp() {
    assertThatExceptionOfType(NotFromReplica.class)
        .isThrownBy(() -> reading(0).millisLeft())
        .matches(ended -> ended.why() == NotFromReplica.Why.BEHIND);
    assertThat(reading(TimeUnit.HOURS.toNanos(1)).millisLeft())
        .isLessThanOrEqualTo(TimeUnit.HOURS.toMillis(1));
  }

  private static ReplicaReading reading(long boundNanos) {
    return new ReplicaReading(ReadPreference.secondaryPreferred(), boundNanos);
  }
}
