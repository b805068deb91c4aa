package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DatabaseWaitTest {

  private static final Duration PAUSE = Duration.ofMillis(1);
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void goesOnUntilTheDatabaseCanBeUsed() {
    new DatabaseWait(Duration.ofMinutes(5), PAUSE)
        .until(
            () -> {
              switch (tries.incrementAndGet()) {
                case 1 -> throw new MongoTimeoutException("no server");
                case 2 -> throw new MongoSecurityException(null, "no such user yet");
                default -> {}
              }
            });

    assertThat(tries).hasValue(3);
  }

  @Test
  void endsWithTheFailureWhenItsTimeIsOver() {
    DatabaseWait wait = new DatabaseWait(Duration.ofMillis(50), PAUSE);

    assertThatThrownBy(() -> wait.until(this::fail)).isInstanceOf(MongoTimeoutException.class);
    assertThat(tries.get()).isPositive();
  }

  @Test
  void waitsForNothingUnlessItIsToldTo() {
    DatabaseWait wait = new DatabaseWait(Duration.ZERO, PAUSE);

    assertThatThrownBy(() -> wait.until(this::fail)).isInstanceOf(MongoTimeoutException.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void aBugIsNotWaitedFor() {
    DatabaseWait wait = new DatabaseWait(Duration.ofMinutes(5), PAUSE);

    assertThatThrownBy(
            () ->
                wait.until(
                    () -> {
                      tries.incrementAndGet();
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(tries).hasValue(1);
  }

  private void fail() {
    tries.incrementAndGet();
    throw new MongoTimeoutException("no server");
  }
}
