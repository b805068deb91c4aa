package io.saleproof.sessions;

import io.saleproof.simulated.SimulatedCluster;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets no cluster rest: for some seconds one member is late by up to five, and meanwhile members
 * are frozen, deposed with writes that nobody else has, killed, and cut off. A seed gives the same
 * disturbances in the same order; the clock says when.
 */
final class Disturber implements Runnable {

  /**
   * How late the late one is at most: so little that a replica can be waited for, so that it has
   * what clients knew before they rested, or so that it has next to nothing of what they ask.
   */
  private static final int[] LAGS_MILLIS = {60, 500, 5_000};

  private static final int CALMEST_MILLIS = 250;

  private final World world;
  private final SimulatedCluster cluster;
  private final SplittableRandom random;
  private final BooleanSupplier over;
  private final Map<String, Integer> done = new TreeMap<>();
  private long laggardUntil;

  Disturber(World world, long seed, BooleanSupplier over) {
    this.world = world;
    this.cluster = world.cluster();
    this.random = new SplittableRandom(seed);
    this.over = over;
  }

  @Override
  public void run() {
    while (!over.getAsBoolean()) {
      if (System.nanoTime() >= laggardUntil) {
        chooseLaggard();
      }
      disturb();
      pause(20, CALMEST_MILLIS);
    }
  }

  private void chooseLaggard() {
    for (int member = 0; member < World.MEMBERS; member++) {
      cluster.lag(member, Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(20) : 0));
    }
    int most = LAGS_MILLIS[random.nextInt(LAGS_MILLIS.length)];
    int millis = random.nextInt(most + 1);
    cluster.lag(random.nextInt(World.MEMBERS), Duration.ofMillis(millis));
    // As late as it is to be it is only after that time.
    laggardUntil = System.nanoTime() + Duration.ofMillis(millis + 1_000L).toNanos();
    count("lags");
  }

  private void disturb() {
    switch (random.nextInt(12)) {
      case 0, 1 -> freeze();
      case 2, 3 -> {
        cluster.stepDown();
        count("step-downs");
      }
      case 4, 5, 6 -> loseWrites();
      case 7 -> kill();
      case 8, 9 -> cut();
      case 10 -> depose();
      default -> pause(100, CALMEST_MILLIS);
    }
  }

  private void freeze() {
    int member = random.nextInt(World.MEMBERS);
    cluster.freeze(member);
    count("freezes");
    pause(100, 1_000);
    cluster.thaw(member);
  }

  /** What the primary has got meanwhile, and nobody else has, is gone. */
  private void loseWrites() {
    OptionalInt primary = cluster.primary();
    if (primary.isEmpty()) {
      return;
    }
    freezeAll(primary.getAsInt(), true);
    pause(20, 150);
    boolean loses =
        cluster.appliedTime(primary.getAsInt()).compareTo(cluster.committedTime(primary.getAsInt()))
            > 0;
    cluster.stepDown();
    freezeAll(primary.getAsInt(), false);
    count(loses ? "step-downs that lost writes" : "step-downs");
  }

  private void freezeAll(int but, boolean frozen) {
    for (int member = 0; member < World.MEMBERS; member++) {
      if (member != but && frozen) {
        cluster.freeze(member);
      } else {
        cluster.thaw(member);
      }
    }
  }

  private void kill() {
    int member = random.nextInt(World.MEMBERS);
    cluster.kill(member);
    count("kills");
    pause(100, 600);
    cluster.restart(member);
  }

  private void cut() {
    if (random.nextBoolean()) {
      cluster.cutMember(random.nextInt(World.MEMBERS));
    } else {
      cluster.cutRouter(random.nextInt(World.INSTANCES));
    }
    count("cuts");
  }

  private void depose() {
    cluster.depose();
    count("times without a primary");
    pause(50, 400);
    cluster.elect();
  }

  private void count(String disturbance) {
    done.merge(disturbance, 1, Integer::sum);
  }

  private void pause(int least, int most) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(least, most)).toNanos());
  }

  /** To be read when it has ended. */
  int count(String disturbance, int absent) {
    return done.getOrDefault(disturbance, absent);
  }

  @Override
  public String toString() {
    return "disturbances " + done;
  }
}
