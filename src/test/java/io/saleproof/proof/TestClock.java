package io.saleproof.proof;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test sets, shared by all instances. */
final class TestClock extends Clock {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  void set(Instant to) {
    now.set(to);
    tell();
  }

  void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
    tell();
  }

  private synchronized void tell() {
    notifyAll();
  }

  /** Waits until others have set the clock so far. */
  synchronized void waitUntil(Instant time) {
    try {
      while (now.get().isBefore(time)) {
        wait();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
