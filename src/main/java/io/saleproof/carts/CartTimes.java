package io.saleproof.carts;

import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What time it is for a cart, and until when it is kept. */
final class CartTimes {

  private final Clock clock;
  private final CartsConfig config;

  CartTimes(Clock clock, CartsConfig config) {
    this.clock = clock;
    this.config = config;
  }

  /** The database keeps milliseconds; an answer must not say more than the next read will. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  Instant expiry(@Nullable CustomerId customer) {
    return now().plus(customer == null ? config.guestExpiry() : config.customerExpiry());
  }

  /** Until when a cart that is no more is remembered. */
  Instant remembered() {
    return now().plus(config.guestExpiry());
  }

  Instant keyExpiry() {
    Duration promised = Duration.ofDays(1);
    Duration kept = config.keyRetention();
    return now().plus(kept.compareTo(promised) < 0 ? promised : kept);
  }
}
