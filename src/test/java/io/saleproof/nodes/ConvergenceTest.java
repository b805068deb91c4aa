package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Promise 18 in a simulated world, for any sequence of events that jqwik can think of. */
class ConvergenceTest {

  private static final int NAMES = 4;

  /** So many that what was removed is seldom written again before its tombstone ends. */
  private static final int RARE_NAMES = 12;

  private static final int ALL_JOBS = 1_000;
  private static final int FEW_JOBS = 2;

  /** Three lives of a tombstone. */
  private static final int LONGEST_HOURS = 72;

  enum Kind {
    UPDATE,
    REMOVE,
    DELIVER,
    COMPARE,
    CUT,
    JOIN,
    CRASH,
    ARRIVE,
    WAIT
  }

  record Event(Kind kind, int node, int other, int name) {

    void happen(World world) {
      Name pair = new Name("key-" + name);
      int peer = other == node ? (other + 1) % World.NODES : other;
      switch (kind) {
        case UPDATE -> world.update(node, pair);
        case REMOVE -> world.remove(node, pair);
        case DELIVER -> world.deliver(node, peer);
        case COMPARE -> world.compare(node, peer);
        case CUT -> world.cut(node, peer, true);
        case JOIN -> world.cut(node, peer, false);
        case CRASH -> world.crash(node);
        case ARRIVE -> world.arrive();
        case WAIT -> world.now = world.now.plusSeconds(1 + name);
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, Kind.UPDATE),
                net.jqwik.api.Tuple.of(3, Kind.REMOVE),
                net.jqwik.api.Tuple.of(8, Kind.DELIVER),
                net.jqwik.api.Tuple.of(2, Kind.COMPARE),
                net.jqwik.api.Tuple.of(2, Kind.CUT),
                net.jqwik.api.Tuple.of(1, Kind.JOIN),
                net.jqwik.api.Tuple.of(1, Kind.CRASH),
                net.jqwik.api.Tuple.of(2, Kind.ARRIVE),
                net.jqwik.api.Tuple.of(2, Kind.WAIT)),
            Arbitraries.integers().between(0, World.NODES - 1),
            Arbitraries.integers().between(0, World.NODES - 1),
            Arbitraries.integers().between(0, NAMES - 1))
        .as(Event::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(90);
  }

  @Property(tries = 250)
  void jobsAloneMakeAllEqual(@ForAll("events") List<Event> events, @ForAll long seed) {
    World world = new World(seed, ALL_JOBS);
    events.forEach(event -> event.happen(world));
    world.heal();
    world.deliverAll();
    world.assertAllHoldTheNewestAcknowledgedWrites();
    world.assertNothingOverwrittenStands();
  }

  @Property(tries = 250)
  void comparisonsMakeAllEqualWhenJobsWereDropped(
      @ForAll("events") List<Event> events, @ForAll long seed) {
    World world = new World(seed, FEW_JOBS);
    events.forEach(event -> event.happen(world));
    world.heal();
    world.compareAll();
    world.compareAll();
    world.assertAllHoldTheNewestAcknowledgedWrites();
    world.assertNothingOverwrittenStands();
    assertThat(world.compare(0, 1).orElseThrow().wasEqual()).isTrue();
  }

  /** An event of a day on which nodes are away for long, and tombstones end. */
  record Hour(int writer, int name, boolean removal, int leaving, int hoursAway) {}

  @Provide
  Arbitrary<List<Hour>> hours() {
    return Combinators.combine(
            Arbitraries.integers().between(0, World.NODES - 1),
            Arbitraries.integers().between(0, RARE_NAMES - 1),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 4 * World.NODES),
            Arbitraries.integers().between(1, LONGEST_HOURS))
        .as(Hour::new)
        .list()
        .ofMinSize(100)
        .ofMaxSize(200);
  }

  @Property(tries = 60)
  void removedPairsStayRemovedHoweverLongANodeWasAway(@ForAll("hours") List<Hour> hours) {
    World world = new World(1, ALL_JOBS);
    Absences absences = new Absences(world, LONGEST_HOURS);
    hours.forEach(absences::pass);
    world.heal();
    world.compareAll();
    world.compareAll();
    world.assertNothingOverwrittenStands();
    world.assertAllHoldTheSamePairs();
  }

  @Property(tries = 60)
  void nothingIsLostWhileNodesAreAwayForLessThanTombstonesLive(@ForAll("hours") List<Hour> hours) {
    World world = new World(1, ALL_JOBS);
    int lessThanTombstonesLive = (int) World.TOMBSTONE_LIFE.toHours() - 2;
    Absences absences = new Absences(world, lessThanTombstonesLive);
    hours.forEach(absences::pass);
    world.heal();
    world.compareAll();
    world.compareAll();
    world.assertAllHoldTheNewestAcknowledgedWrites();
    world.assertNothingOverwrittenStands();
  }

  /**
   * At most two of the five are away at a time; the others meet every hour. Who returned stays
   * until meetings can no longer all have failed: absences that follow one another are one long
   * one.
   */
  private static final class Absences {
    private static final int MOST_AWAY = 2;
    private static final int LEAST_HOURS_BETWEEN = 3;
    private final World world;
    private final int mostHours;
    private final int[] hoursLeft = new int[World.NODES];
    private final int[] hoursHere = new int[World.NODES];

    private Absences(World world, int mostHours) {
      this.world = world;
      this.mostHours = mostHours;
    }

    private void pass(Hour hour) {
      if (mayLeave(hour.leaving())) {
        hoursLeft[hour.leaving()] = Math.min(mostHours, hour.hoursAway());
      }
      Name pair = new Name("key-" + hour.name());
      if (hour.removal()) {
        world.remove(hour.writer(), pair);
      } else {
        world.update(hour.writer(), pair);
      }
      world.now = world.now.plus(Duration.ofHours(1));
      for (int one = 0; one < World.NODES; one++) {
        for (int other = 0; other < World.NODES; other++) {
          meet(one, other);
        }
      }
      world.members.forEach(member -> member.tombstones().drop());
      for (int i = 0; i < World.NODES; i++) {
        hoursHere[i] = hoursLeft[i] == 0 ? hoursHere[i] + 1 : 0;
        hoursLeft[i] = Math.max(0, hoursLeft[i] - 1);
      }
    }

    private boolean mayLeave(int node) {
      return node < World.NODES && away() < MOST_AWAY && hoursHere[node] >= LEAST_HOURS_BETWEEN;
    }

    private void meet(int one, int other) {
      if (one != other) {
        world.cut(one, other, hoursLeft[one] > 0 || hoursLeft[other] > 0);
        world.deliver(one, other);
        world.compare(one, other);
      }
    }

    private int away() {
      return (int) java.util.Arrays.stream(hoursLeft).filter(left -> left > 0).count();
    }
  }
}
