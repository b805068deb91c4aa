package io.saleproof.cache;

import static io.saleproof.cache.Fault.ANSWER_LOST;
import static io.saleproof.cache.Fault.DISCONNECTED;
import static io.saleproof.cache.Fault.EVICTED;
import static io.saleproof.cache.Fault.EXPIRED;
import static io.saleproof.cache.Fault.FORGOTTEN;
import static io.saleproof.cache.Fault.LEASE_OVER;
import static io.saleproof.cache.Fault.PROMOTED;
import static io.saleproof.cache.Fault.REPLICA_BEHIND;
import static io.saleproof.cache.Fault.RESTARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Readers, writers, messages and what goes wrong, in every order: no instance answers with
 * something older after something newer, nothing older is put back into Redis after a writer told
 * it, no deletion is undone, and when all is over nobody holds what has been replaced.
 */
class ScheduleTest {

  private static final Logger LOG = Logger.getLogger(ScheduleTest.class);

  /** More than any of the scenarios has. */
  private static final long MOST = 60_000;

  private static final int LONGEST = 400;

  /** Scenarios that are explored at once; what each has seen is in memory meanwhile. */
  private static final int MOST_AT_ONCE = 4;

  /** {@code SCHEDULES=all}: also what takes minutes. */
  private static final boolean ALL = "all".equals(System.getenv("SCHEDULES"));

  /** Those of two readers that take long; a restart is like an eviction there. */
  private static final Set<Fault> LARGE = Set.of(DISCONNECTED, RESTARTED);

  private static final Set<Set<Fault>> TELLING =
      Set.of(
          Set.of(FORGOTTEN, PROMOTED),
          Set.of(EVICTED, REPLICA_BEHIND),
          Set.of(DISCONNECTED, RESTARTED),
          Set.of(LEASE_OVER, ANSWER_LOST),
          Set.of(EXPIRED, REPLICA_BEHIND));

  /** Threads that take turns all the time are virtual ones, so that turns cost little. */
  private static ExecutorService workers;

  @BeforeAll
  static void begin() {
    int atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    workers = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory());
  }

  @AfterAll
  static void end() {
    workers.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> readersAndAWriterWithEachFault() {
    return holds(
        eachOf(fault -> ALL || !LARGE.contains(fault)),
        world -> world.reads(world.a).reads(world.a).puts(world.b));
  }

  @TestFactory
  Stream<DynamicTest> readerAndWriterWithTwoFaults() {
    List<Map<Fault, Integer>> pairs = new ArrayList<>();
    for (Fault one : Fault.values()) {
      for (Fault two : Fault.values()) {
        if (two.ordinal() >= one.ordinal()
            && (ALL || (one != two && TELLING.contains(Set.of(one, two))))) {
          pairs.add(one == two ? Map.of(one, 2) : Map.of(one, 1, two, 1));
        }
      }
    }
    return holds(pairs, world -> world.kept().reads(world.a).puts(world.b));
  }

  @TestFactory
  Stream<DynamicTest> deletionIsNotUndoneWithAnyFault() {
    return holds(eachOf(fault -> true), world -> world.kept().finds(world.a).deletes(world.b));
  }

  @TestFactory
  Stream<DynamicTest> changeThatIsOnlyToldWithEachFault() {
    return holds(eachOf(fault -> true), world -> world.kept().reads(world.a).changes(world.b));
  }

  @TestFactory
  Stream<DynamicTest> otherCompany() {
    return Stream.of(
        holds(
            "two writers",
            Map.of(),
            world -> world.kept().reads(world.a).puts(world.a).puts(world.b)),
        holds(
            "a promoted replica, when the memory has had to make room",
            Map.of(FORGOTTEN, 1, PROMOTED, 1),
            world -> world.kept().reads(world.a).reads(world.a).puts(world.b)))
        .toList()
        .stream();
  }

  @TestFactory
  Stream<DynamicTest> largerCompany() {
    return ALL
        ? Stream.of(
            holds(
                "a put and a deletion",
                Map.of(),
                world -> world.reads(world.a).puts(world.a).deletes(world.b)),
            holds(
                "a reader on an event loop",
                Map.of(),
                world -> world.kept().finds(world.a).reads(world.a).puts(world.b)),
            holds(
                "readers on event loops, and a restart",
                Map.of(RESTARTED, 1),
                world -> world.kept().finds(world.a).finds(world.a).puts(world.a)))
            .toList()
            .stream()
        : Stream.of();
  }

  /** Longer ones by chance; a failure names the seed. */
  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void longerSchedulesByChance(@ForAll long seed) {
    Random chance = new Random(seed);
    Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    Arrays.stream(Fault.values()).forEach(fault -> faults.put(fault, chance.nextInt(3)));
    World world = new World(faults, Mistakes.NONE);
    for (Instance at : new Instance[] {world.a, world.b}) {
      world.reads(at).reads(at).finds(at).finds(at).puts(at).deletes(at).changes(at).puts(at);
    }
    Explorer.wander(world, chance, LONGEST);
  }

  @Test
  void plainDelIsFound() {
    assertFound(
        "Redis goes back",
        Mistakes.PLAIN_DEL,
        Map.of(REPLICA_BEHIND, 1),
        world -> world.kept().reads(world.a).changes(world.b));
  }

  @Test
  void setWithoutVersionIsFound() {
    assertFound(
        "Redis goes back",
        Mistakes.SET_WITHOUT_VERSION,
        Map.of(),
        world -> world.puts(world.a).puts(world.b));
  }

  @Test
  void leaseThatIsNotCheckedIsFound() {
    assertFound(
        "put back",
        Mistakes.LEASE_NOT_CHECKED,
        Map.of(EVICTED, 1),
        world -> world.reads(world.a).puts(world.b));
  }

  @Test
  void lostMessageThatIsNotDoubtedIsFound() {
    assertFound(
        "still holds",
        Mistakes.LOST_MESSAGES_NOT_DOUBTED,
        Map.of(DISCONNECTED, 1),
        world -> world.reads(world.a).puts(world.b));
  }

  @Test
  void missingMarksAreFound() {
    assertFound(
        "older after newer",
        Mistakes.NO_MARKS,
        Map.of(FORGOTTEN, 1, EVICTED, 1, REPLICA_BEHIND, 1),
        world -> world.reads(world.a).reads(world.a).changes(world.b));
  }

  private static List<Map<Fault, Integer>> eachOf(Predicate<Fault> wanted) {
    return Arrays.stream(Fault.values()).filter(wanted).map(fault -> Map.of(fault, 1)).toList();
  }

  private static Stream<DynamicTest> holds(
      List<Map<Fault, Integer>> faults, UnaryOperator<World> scenario) {
    return faults.stream()
        .map(these -> holds(new TreeMap<>(these).toString(), these, scenario))
        .toList()
        .stream();
  }

  /** Is explored when it is its turn, beside others; the test waits for that. */
  private static DynamicTest holds(
      String name, Map<Fault, Integer> faults, UnaryOperator<World> scenario) {
    Future<Explorer.Explored> exploring =
        workers.submit(() -> explore(Mistakes.NONE, faults, scenario));
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Explorer.Explored explored = exploring.get();
          assertThat(explored.whole()).as("all of %s", explored).isTrue();
          LOG.debugf("%s: %s", name, explored);
        });
  }

  private static void assertFound(
      String breach, Mistakes planted, Map<Fault, Integer> faults, UnaryOperator<World> scenario) {
    assertThatThrownBy(() -> explore(planted, faults, scenario)).hasMessageContaining(breach);
    explore(Mistakes.NONE, faults, scenario);
  }

  private static Explorer.Explored explore(
      Mistakes planted, Map<Fault, Integer> faults, UnaryOperator<World> scenario) {
    return Explorer.explore(() -> scenario.apply(new World(new HashMap<>(faults), planted)), MOST);
  }
}
