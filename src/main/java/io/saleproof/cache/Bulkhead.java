package io.saleproof.cache;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Lets so many loads go to the database at once, and so long others wait for their place. */
final class Bulkhead {

  private final int size;
  private final long waitMillis;
  private final Waits waits;
  private final Semaphore places;
  private final AtomicLong refused = new AtomicLong();

  Bulkhead(int size, long waitMillis, Waits waits) {
    this.size = size;
    this.waitMillis = waitMillis;
    this.waits = waits;
    this.places = new Semaphore(size, true);
  }

  /**
   * @param patient whether to wait for a place
   * @return false: there was none in time
   */
  boolean enter(boolean patient) {
    boolean entered = waits.enter(places, patient ? waitMillis : 0);
    if (!entered) {
      refused.incrementAndGet();
    }
    return entered;
  }

  void leave() {
    places.release();
  }

  int running() {
    return size - places.availablePermits();
  }

  int waiting() {
    return places.getQueueLength();
  }

  long refused() {
    return refused.get();
  }
}
