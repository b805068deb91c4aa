package io.saleproof.cluster;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the start still has to do. It is over when every observer of {@link StartupEvent} has
 * returned (indexes are made by one) and every step that was begun has ended, in whatever thread.
 */
@Singleton
public class StartProgress {

  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean observersReturned;

  /**
   * Begins a step that outlasts the start's own thread, such as loading demo data. Call it from an
   * observer of {@link StartupEvent}, and {@link #end} when it is done.
   */
  public void begin(String step) {
    underWay.add(step);
  }

  /** Ends a step; ending it again does nothing. */
  public void end(String step) {
    underWay.remove(step);
  }

  /** Whether the start is over. */
  public boolean over() {
    return observersReturned && underWay.isEmpty();
  }

  /** What is still under way, in alphabetical order. */
  public List<String> underWay() {
    return underWay.stream().sorted().toList();
  }

  void lastObserver(@Observes @Priority(Integer.MAX_VALUE) StartupEvent start) {
    observersReturned = true;
  }
}
