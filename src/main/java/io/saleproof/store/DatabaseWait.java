package io.saleproof.store;

import com.mongodb.MongoException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Waits at the start for a database that is still being made: its servers start, its users come
 * last. Whoever is told to end meanwhile ends at once, since nothing has begun yet.
 */
final class DatabaseWait {

  /** Between a failure and the next try; a try itself waits for a server as long as any other. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** What a shell expects of a program that was told to end. */
  private static final int TERMINATED = 143;

  private static final Logger LOG = Logger.getLogger(DatabaseWait.class);

  private final Duration bound;
  private final Duration pause;

  /**
   * @param bound after how long a failure is final; zero: the first one is
   */
  DatabaseWait(Duration bound, Duration pause) {
    this.bound = bound;
    this.pause = pause;
  }

  /**
   * Takes a step again until it succeeds; it has to be one that may be repeated.
   *
   * @throws MongoException the last failure, when the time is over
   */
  void until(Runnable step) {
    if (bound.isZero()) {
      step.run();
      return;
    }
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(TERMINATED));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      untilDone(step);
    } finally {
      remove(hook);
    }
  }

  private void untilDone(Runnable step) {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      try {
        step.run();
        return;
      } catch (MongoException notYet) {
        if (System.nanoTime() + pause.toNanos() - end > 0) {
          throw notYet;
        }
        // Its text names hosts, and may be long; the kind of failure tells what is missing.
        LOG.infof("waiting for the database (MONGODB_URL): %s", notYet.getClass().getSimpleName());
        pause(notYet);
      }
    }
  }

  private void pause(MongoException notYet) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw notYet;
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already and ends the program.
    }
  }
}
