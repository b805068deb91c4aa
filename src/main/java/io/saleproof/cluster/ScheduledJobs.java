package io.saleproof.cluster;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Has the jobs of all features begin when the database has been reached and its indexes are made;
 * the scheduler itself would have them fail until then ({@code quarkus.scheduler.start-mode}).
 */
@Singleton
class ScheduledJobs {

  /** After the observers of {@code store}. */
  private static final int AFTER_THE_STORE = 10;

  void begin(@Observes @Priority(AFTER_THE_STORE) StartupEvent start, Scheduler scheduler) {
    scheduler.resume();
  }
}
