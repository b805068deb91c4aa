package io.saleproof.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Kills one instance at every beat and starts it again at once. One that is ready is always left:
 * where no other is, an instance that is still starting is killed instead, the one that was started
 * last, so that the others get to their end.
 */
final class Killer implements Storm {

  private final Fleet fleet;
  private final Settings settings;
  private final Function<Duration, Map<String, String>> changing;
  private final Random random;
  private final CompletableFuture<Toll> rage = new CompletableFuture<>();
  private int kills;
  private int whileStarting;

  /**
   * @param beat from one kill to the next
   * @param time how long it goes on
   * @param recovery how long the shop has afterwards
   */
  record Settings(Duration beat, Duration time, Duration recovery, long seed) {}

  /** What was done. */
  record Toll(int kills, int whileStarting) {}

  /**
   * @param changing what an instance that starts so long after the begin is told besides
   */
  Killer(Fleet fleet, Settings settings, Function<Duration, Map<String, String>> changing) {
    this.fleet = fleet;
    this.settings = settings;
    this.changing = changing;
    this.random = new Random(settings.seed());
  }

  @Override
  public void begin() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                rage.complete(killToTheEnd());
              } catch (RuntimeException failed) {
                rage.completeExceptionally(failed);
              }
            });
  }

  @Override
  public boolean goesOn() {
    return !rage.isDone();
  }

  @Override
  public void settle() {
    toll();
    fleet.awaitAll();
    Fleet.pause(settings.recovery());
  }

  /** What was done, once it is over. */
  Toll toll() {
    try {
      return rage.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? why : failed;
    }
  }

  private Toll killToTheEnd() {
    long begun = System.nanoTime();
    Duration next = settings.beat();
    while (next.compareTo(settings.time()) <= 0) {
      pauseUntil(next, begun);
      killOne(next);
      next = next.plus(settings.beat());
    }
    pauseUntil(settings.time(), begun);
    return new Toll(kills, whileStarting);
  }

  private static void pauseUntil(Duration time, long begun) {
    Duration rest = time.minus(Duration.ofNanos(System.nanoTime() - begun));
    if (rest.isPositive()) {
      Fleet.pause(rest);
    }
  }

  private void killOne(Duration passed) {
    List<Integer> ready = fleet.ready();
    int victim;
    if (ready.size() > 1) {
      victim = ready.get(random.nextInt(ready.size()));
    } else {
      victim = fleet.youngestBut(ready);
      whileStarting++;
    }
    kills++;
    fleet.killAndStartAgain(victim, changing.apply(passed));
  }
}
