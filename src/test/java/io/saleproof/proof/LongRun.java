package io.saleproof.proof;

import com.mongodb.MongoException;
import io.saleproof.store.Schema;
import io.saleproof.trade.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Many clients on several instances do whatever comes to their minds, while instances die at their
 * calls of the database and are replaced, sleep and wake up late, and lose answers. Time goes on
 * with the operations.
 *
 * <p>A seed gives the same operations and the same faults by the numbers of calls; not the same
 * interleaving.
 */
final class LongRun implements AutoCloseable {

  static final int CLIENTS = 32;
  static final int INSTANCES = 4;
  static final int SKUS = 50;

  /** The first SKUs are in great demand and short supply. */
  static final int HOT = 4;

  private static final long UNITS = 2_000;
  private static final long HOT_UNITS = 100;

  /** An operation takes so long by the clock. */
  private static final Duration TICK = Duration.ofMillis(50);

  /** Of so many calls of the database one kills its instance, loses an answer, or waits long. */
  private static final int KILL_EVERY = 1_500;

  private static final int LOSE_EVERY = 400;
  private static final int SLEEP_EVERY = 1_500;

  /** So many clients may sleep at once. */
  private static final int SLEEPERS = 4;

  /** More sweeps than this are not needed to settle everything. */
  private static final int MAX_SWEEPS = 200;

  private static final Settings SETTINGS =
      Settings.USUAL
          .recoveredIn(Duration.ofSeconds(10))
          .reservedFor(Duration.ofSeconds(90))
          .splitAbove(5, 24, 4);

  private final World world = new World();
  private final AtomicReferenceArray<Instance> instances = new AtomicReferenceArray<>(INSTANCES);
  private final AtomicInteger started = new AtomicInteger();
  private final Semaphore beds = new Semaphore(SLEEPERS);
  private final long seed;
  private final int operations;
  private final Memory memory;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger sleeps = new AtomicInteger();
  private final AtomicLong unknown = new AtomicLong();
  private final List<String> broken = new ArrayList<>();
  private long sentAgain;

  LongRun(long seed, int operations) {
    this.seed = seed;
    this.operations = operations;
    this.memory = new Memory(operations);
  }

  /** What is broken in the end, in words. */
  List<String> run() throws Exception {
    world.clear(SETTINGS);
    fillShelves();
    for (int i = 0; i < INSTANCES; i++) {
      instances.set(i, start());
    }
    work();
    settle();
    broken.addAll(Promises.broken(world));
    sentAgain = memory.sendAllAgain(world.start());
    memory.contradictions().forEach(broken::add);
    world.clock().advance(SETTINGS.reservation());
    settle();
    broken.addAll(Promises.broken(world));
    checkNothingHeld();
    checkKeys();
    long drift = world.start().reconciler().reconcile("", false).drift();
    if (drift != 0) {
      broken.add("drift is " + drift);
    }
    return broken;
  }

  private void fillShelves() {
    Instance first = world.start();
    for (int i = 0; i < SKUS; i++) {
      world.putProduct(sku(i), 100 + i);
      Asking.receive(first, sku(i).value(), "opening", i < HOT ? HOT_UNITS : UNITS);
    }
  }

  static Sku sku(int number) {
    return new Sku("S%03d".formatted(number));
  }

  private void work() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        LongRunClient client = new LongRunClient(seed * CLIENTS + i, memory);
        clients.add(threads.submit(() -> operate(client)));
      }
      threads.shutdown();
      for (Future<?> client : clients) {
        await(client);
      }
    }
  }

  /** Whoever still sleeps when the others have ended wakes up by the clock. */
  private void await(Future<?> client) throws Exception {
    while (!client.isDone()) {
      try {
        client.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException running) {
        if (done.get() >= operations) {
          world.clock().advance(SETTINGS.recovery());
        }
      }
    }
    client.get();
  }

  private void operate(LongRunClient client) {
    while (done.getAndIncrement() < operations) {
      world.clock().advance(TICK);
      int at = client.random().nextInt(INSTANCES);
      Instance instance = instances.get(at);
      try {
        if (client.operate(instance) instanceof Answer.Unsaid) {
          unknown.incrementAndGet();
        }
      } catch (MongoException failure) {
        unknown.incrementAndGet();
      } catch (Death death) {
        if (instances.compareAndSet(at, instance, start())) {
          kills.incrementAndGet();
        }
      }
    }
  }

  private Instance start() {
    Instance instance = world.start();
    long number = started.incrementAndGet();
    instance.calls().sleepBy(this::sleep);
    instance.calls().suffer((call, operation) -> fault(number, call));
    return instance;
  }

  private @Nullable Way fault(long instance, int call) {
    SplittableRandom random = new SplittableRandom((seed * 31 + instance) * 1_000_003 + call);
    if (random.nextInt(KILL_EVERY) == 0) {
      return random.nextBoolean() ? Way.DIE_BEFORE : Way.DIE_AFTER;
    }
    if (random.nextInt(LOSE_EVERY) == 0) {
      return random.nextBoolean() ? Way.LOSE_ANSWER : Way.LOSE_REQUEST;
    }
    return random.nextInt(SLEEP_EVERY) == 0 ? Way.PAUSE : null;
  }

  /** Until others have taken over what this client was at. */
  private void sleep() {
    if (beds.tryAcquire()) {
      try {
        sleeps.incrementAndGet();
        world.clock().waitUntil(world.clock().instant().plus(SETTINGS.recovery().multipliedBy(2)));
      } finally {
        beds.release();
      }
    }
  }

  /** What is due is done by one instance, which nothing happens to. */
  private void settle() {
    world.clock().advance(SETTINGS.recovery());
    Instance last = world.start();
    int sweeps = 0;
    do {
      last.sweep();
      sweeps++;
    } while (sweeps < MAX_SWEEPS && isAnyDue());
  }

  private boolean isAnyDue() {
    return world.all(Schema.ORDERS).stream()
        .map(order -> order.getDate("dueAt"))
        .anyMatch(due -> due != null && !due.toInstant().isAfter(world.clock().instant()));
  }

  private void checkNothingHeld() {
    for (Document stock : world.all(Schema.STOCK)) {
      if (!stock.getList("holds", Document.class, List.of()).isEmpty()) {
        broken.add(stock.getString("_id") + " still holds " + stock.get("holds"));
      }
    }
  }

  private void checkKeys() {
    for (Document order : world.all(Schema.ORDERS)) {
      if (!memory.knows(order.getString("idempotencyKey"))) {
        broken.add(OrderBook.name(order) + ": nobody has asked for it");
      }
    }
  }

  @Override
  public String toString() {
    return ("seed %d, %d operations, %d clients, %d instances, %d kills, %d sleeps, %d orders,"
            + " %d answers unknown, %d keys sent again in the end, %d broken promises")
        .formatted(
            seed,
            operations,
            CLIENTS,
            INSTANCES,
            kills.get(),
            sleeps.get(),
            world.all(Schema.ORDERS).size(),
            unknown.get(),
            sentAgain,
            broken.size());
  }

  @Override
  public void close() {
    world.close();
  }
}
