package io.saleproof.collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedListingsTest {

  private static final CollectionName USERS = new CollectionName("people");
  private static final int SIZE = 3;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final CachedListings listings =
      new CachedListings(this::load, Duration.ofSeconds(60), SIZE, now::get);

  @Test
  void readsOnceInAMinute() {
    assertThat(listings.get(USERS).hit()).isFalse();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(59_999));

    CachedListings.Answer answer = listings.get(USERS);

    assertThat(answer.hit()).isTrue();
    assertThat(answer.age()).isEqualTo(Duration.ofMillis(59_999));
    assertThat(answer.listing().users().getFirst().age()).isEqualTo(1);
    assertThat(reads).hasValue(1);
  }

  @Test
  void readsAnewAfterAMinuteHoweverOftenItWasAskedFor() {
    listings.get(USERS);
    for (int second = 0; second < 60; second++) {
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
      listings.get(USERS);
    }

    assertThat(reads).hasValue(2);
    assertThat(listings.get(USERS).listing().users().getFirst().age()).isEqualTo(2);
  }

  @Test
  void keepsNoMoreListingsThanItsBound() {
    for (int i = 0; i < 10 * SIZE; i++) {
      listings.get(new CollectionName("c" + i));
    }

    assertThat(listings.size()).isLessThanOrEqualTo(SIZE);
  }

  @Test
  void doesNotKeepAFailure() {
    CachedListings failing =
        new CachedListings(
            name -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
              }
              return new User.Listing(List.of());
            },
            Duration.ofSeconds(60),
            SIZE,
            now::get);

    assertThatThrownBy(() -> failing.get(USERS)).hasMessage("away");
    assertThat(failing.get(USERS).listing().users()).isEmpty();
  }

  private User.Listing load(CollectionName name) {
    return new User.Listing(List.of(new User("id", reads.incrementAndGet(), name.value())));
  }
}
