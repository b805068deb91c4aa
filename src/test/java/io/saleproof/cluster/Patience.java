package io.saleproof.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waiting of a proof for what other processes do, always with a bound. */
final class Patience {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private Patience() {}

  /**
   * @throws IllegalStateException if it doesn't come to be so in time
   */
  static void await(String what, Duration bound, Callable<Boolean> condition) throws Exception {
    if (!becomes(bound, condition)) {
      throw new IllegalStateException("not within " + bound.toSeconds() + " s: " + what);
    }
  }

  /**
   * Whether it comes to be so in time; somebody who doesn't answer is somebody to be asked again.
   */
  static boolean becomes(Duration bound, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + bound.toNanos();
    while (!isSo(condition)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause(LOOK_AGAIN);
    }
    return true;
  }

  private static boolean isSo(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException away) {
      return false;
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }
}
