package io.saleproof.sessions;

import io.saleproof.store.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.bson.Document;

/**
 * Clients read and write whatever they like, each request at another instance, while the cluster is
 * disturbed and the keys of tokens change; then what was acknowledged is looked for.
 */
final class SessionRun implements AutoCloseable {

  static final int CLIENTS = 16;

  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final World world = new World();
  private final Breaches breaches = new Breaches();
  private final Book book = new Book(breaches);
  private final Tally tally = new Tally();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Asker> askers = new ArrayList<>();
  private final Disturber disturber;
  private final Habit habit;
  private final long seed;
  private final int operations;
  private final long begun = System.nanoTime();
  private int rotations;
  private BooleanSupplier enough = () -> false;

  SessionRun(long seed, int operations, Habit habit) {
    this.seed = seed;
    this.operations = operations;
    this.habit = habit;
    this.disturber = new Disturber(world, seed, over::get);
  }

  /** Ends before all operations are done once this holds of what was broken. */
  SessionRun until(Predicate<Breaches> shown) {
    enough = () -> shown.test(breaches);
    return this;
  }

  Breaches run() throws Exception {
    List<Client> clients = new ArrayList<>();
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int number = 0; number < CLIENTS; number++) {
      SplittableRandom random = seeds.split();
      Asker asker = new Asker(number, habit, world, breaches, tally, random);
      askers.add(asker);
      clients.add(new Client(new Visitor(number, asker, new Knowledge(), book, breaches, random)));
    }
    clients.getFirst().makeProfiles();
    work(clients);
    world.heal();
    lookForWhatWasAcknowledged();
    return breaches;
  }

  private void work(List<Client> clients) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> others =
          List.of(
              threads.submit(disturber),
              threads.submit(this::sweep),
              threads.submit(this::rotateKeys));
      try {
        List<Future<?>> working = new ArrayList<>();
        clients.forEach(client -> working.add(threads.submit(() -> operate(client))));
        for (Future<?> client : working) {
          client.get();
        }
      } finally {
        over.set(true);
      }
      for (Future<?> other : others) {
        other.get();
      }
    }
  }

  private void operate(Client client) {
    while (done.getAndIncrement() < operations && !enough.getAsBoolean()) {
      client.operate();
    }
  }

  /** As every instance does, outside of any request. */
  private void sweep() {
    for (int turn = 0; !over.get(); turn++) {
      try {
        world.instances().get(turn % World.INSTANCES).sweep();
      } catch (com.mongodb.MongoException disturbed) {
        // The next turn comes soon.
        turn++;
      }
      LockSupport.parkNanos(SWEEP_NANOS);
    }
  }

  /** Never before each client has come by with the keys before. */
  private void rotateKeys() {
    List<String> turns = world.keysInTurn();
    Map<Asker, Long> asked = new HashMap<>();
    while (!over.get() && rotations < turns.size()) {
      boolean due = done.get() > (rotations + 1L) * operations / (turns.size() + 1);
      if (due && askers.stream().allMatch(it -> it.asked() > asked.getOrDefault(it, 0L) + 2)) {
        String keys = turns.get(rotations++);
        world.instances().forEach(instance -> replace(instance, keys));
        askers.forEach(asker -> asked.put(asker, asker.asked()));
      }
      LockSupport.parkNanos(SWEEP_NANOS / 10);
    }
  }

  private static void replace(ShopInstance instance, String keys) {
    instance.keys(keys);
    LockSupport.parkNanos(SWEEP_NANOS / 10);
  }

  private void lookForWhatWasAcknowledged() {
    Map<String, Long> stored = new HashMap<>();
    for (Document profile : world.all(Schema.CUSTOMERS)) {
      stored.put(profile.getString("_id"), version(profile));
    }
    for (Document order : world.all(Schema.ORDERS)) {
      stored.put(Purchases.order(order.getString("_id")), version(order));
    }
    book.acknowledged()
        .forEach(
            (thing, version) -> {
              if (!thing.startsWith("l") && stored.getOrDefault(thing, 0L) < version) {
                breaches.add(
                    Guarantee.NOTHING_LOST,
                    "%s@%d was acknowledged, in the end it is @%s"
                        .formatted(thing, version, stored.get(thing)));
              }
            });
  }

  private static long version(Document stored) {
    return ((Number) stored.get("version")).longValue();
  }

  Tally tally() {
    return tally;
  }

  Disturber disturber() {
    return disturber;
  }

  int rotations() {
    return rotations;
  }

  long served(String by) {
    return world.served(by);
  }

  @Override
  public String toString() {
    return ("%s; seed %d, %d operations of %d clients (%s) in %d s; reads served by a replica %d,"
            + " a replica after a wait %d, the primary %d, after a replica had not found it %d,"
            + " as no replica was in time %d, refused %d; keys changed %d times; %s; %s")
        .formatted(
            breaches,
            seed,
            Math.min(done.get(), operations),
            CLIENTS,
            habit,
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
            served("replica"),
            served("replica-after-wait"),
            served("primary"),
            served("primary-recheck"),
            served("primary-fallback"),
            served("refused"),
            rotations,
            disturber,
            tally);
  }

  @Override
  public void close() {
    over.set(true);
    world.close();
  }
}
