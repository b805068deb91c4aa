package io.saleproof.simulated;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one lock of a cluster. Commands that wait let go of it. */
final class Guard {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final Condition news = lock.newCondition();
  private final Condition later = lock.newCondition();

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable work) {
    locked(
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * Waits, with the lock let go, until something is so.
   *
   * @return whether it is so; else the time is over
   */
  boolean await(Deadline deadline, BooleanSupplier wanted) {
    return await(progress, deadline, wanted);
  }

  /** The same, looking again only when roles or connections have changed: monitors are many. */
  boolean awaitNews(Deadline deadline, BooleanSupplier wanted) {
    return await(news, deadline, wanted);
  }

  private static boolean await(Condition condition, Deadline deadline, BooleanSupplier wanted) {
    while (!wanted.getAsBoolean()) {
      long remaining = deadline.remainingNanos();
      if (remaining <= 0) {
        return false;
      }
      try {
        condition.awaitNanos(remaining);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectionCut();
      }
    }
    return true;
  }

  /** Has commands that wait look again. */
  void wake() {
    progress.signalAll();
  }

  /** Has everyone who waits look again: roles or connections have changed. */
  void wakeAll() {
    progress.signalAll();
    news.signalAll();
  }

  /** Sleeps, with the lock let go, until {@link #wakeLater} or for so long. */
  void sleep(long nanos) {
    try {
      later.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  void wakeLater() {
    later.signal();
  }
}
