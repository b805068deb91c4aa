package io.saleproof.redis;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stops calls that would only wait. Closed, it lets all through; when half of the last {@link
 * #WINDOW} calls failed it opens; open, it lets none through for a while, then one, whose outcome
 * decides. The while doubles with each probe that fails, up to a bound.
 *
 * <p>Own, as it stands in the way of each call on an event loop: the ones in the libraries here
 * cost a timer, a future or a thread hop a call.
 */
final class Breaker {

  /** What it lets through. */
  enum State {
    CLOSED,
    HALF_OPEN,
    OPEN
  }

  static final int WINDOW = 10;
  static final int FAILURES = 5;

  private static final int ALL = (1 << WINDOW) - 1;

  private final LongSupplier nanos;
  private final long firstWait;
  private final long longestWait;

  private volatile State state = State.CLOSED;

  /** The last outcomes, a bit each, set for a failure. */
  private int outcomes;

  private long wait;
  private long probeAt;

  Breaker(LongSupplier nanos, Duration firstWait, Duration longestWait) {
    this.nanos = nanos;
    this.firstWait = firstWait.toNanos();
    this.longestWait = longestWait.toNanos();
    this.wait = this.firstWait;
  }

  /** Whether a call may go out; its outcome must then be told. */
  boolean tryPass() {
    return state == State.CLOSED || tryProbe();
  }

  private synchronized boolean tryProbe() {
    if (state == State.OPEN && nanos.getAsLong() - probeAt >= 0) {
      state = State.HALF_OPEN;
      return true;
    }
    return state == State.CLOSED;
  }

  void succeeded() {
    // Nearly all calls end here, and there is nothing to note: no lock.
    if (state != State.CLOSED || outcomesSeen() != 0) {
      noteSuccess();
    }
  }

  private synchronized int outcomesSeen() {
    return outcomes;
  }

  private synchronized void noteSuccess() {
    outcomes = outcomes << 1 & ALL;
    if (state == State.HALF_OPEN) {
      state = State.CLOSED;
      outcomes = 0;
      wait = firstWait;
    }
  }

  /** Notes a failure. Returns whether this one opened it. */
  synchronized boolean failed() {
    return switch (state) {
      case CLOSED -> {
        outcomes = (outcomes << 1 | 1) & ALL;
        if (Integer.bitCount(outcomes) >= FAILURES) {
          open();
          yield true;
        }
        yield false;
      }
      case HALF_OPEN -> {
        wait = Math.min(wait * 2, longestWait);
        open();
        yield true;
      }
      // Calls that were under way when it opened.
      case OPEN -> false;
    };
  }

  private void open() {
    state = State.OPEN;
    probeAt = nanos.getAsLong() + wait;
  }

  /** Another node has taken over: the next call may find out. */
  synchronized void probeNow() {
    if (state == State.OPEN) {
      wait = firstWait;
      probeAt = nanos.getAsLong();
    }
  }

  State state() {
    return state;
  }
}
