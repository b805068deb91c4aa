package io.saleproof.orders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** When what of an order is due. */
final class Timetable {

  /**
   * The part of the recovery interval, in tenths, after which an order may be taken over; what is
   * left of it is for the sweeper to come round and do the work.
   */
  private static final int PATIENCE = 6;

  /** The part of the interval, in tenths, over which a second take-over is spread. */
  private static final int SPREAD = 1;

  private static final int WHOLE = 10;

  private final OrdersConfig config;
  private final Clock clock;
  private final Random random;

  Timetable(OrdersConfig config, Clock clock, Random random) {
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /** The database keeps milliseconds; an answer must not say more than its replay will. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** When a change's effects may be taken over, if they are not settled by then. */
  Instant soon() {
    return now().plus(part(PATIENCE));
  }

  /**
   * The same for an order that was taken over: spread, so that what failed does not come back at
   * once.
   */
  Instant soonAfterClaim() {
    long spread = Math.max(1, part(SPREAD).toMillis());
    return soon().plusMillis(random.nextLong(spread));
  }

  Instant reservedUntil(Instant madeAt) {
    return madeAt.plus(config.reservationTime()).truncatedTo(ChronoUnit.MILLIS);
  }

  /** When an order is due after a change; {@code null}: the change leaves nothing to be done. */
  @Nullable Instant dueAfter(Order before, OrderChange change) {
    boolean nothingLeft =
        switch (change.status()) {
          case PLACED -> before.cartId() == null;
          case SHIPPED, DELIVERED -> before.isSettled();
          case RETURNED -> before.isSettled() && !Boolean.TRUE.equals(change.restock());
          case PENDING, PAID, CANCELLED, EXPIRED, REFUSED -> false;
        };
    if (!nothingLeft) {
      return soon();
    }
    return change.status() == OrderStatus.PLACED ? before.reservedUntil() : null;
  }

  private Duration part(int tenths) {
    return config.recoveryInterval().multipliedBy(tenths).dividedBy(WHOLE);
  }
}
