package io.saleproof.cache;

import static io.saleproof.cache.Things.KEY;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database, a Redis and two instances of the cache, with requests under way and what can happen
 * to them: everything that takes place is an {@link Option} of this moment, and whoever takes them
 * decides the order. What must hold is checked with every option and at the end.
 *
 * <p>A step at Redis or the database is taken at one moment; its answer arrives at a later one.
 */
final class World {

  /** One thing that can happen next. */
  record Option(String name, Runnable effect) {}

  private static final class Step<T> {
    final String name;
    final Promise<T> promise = Promise.promise();
    final Supplier<T> effect;
    final boolean atRedis;
    boolean taken;
    @Nullable T result;

    Step(String name, Supplier<T> effect, boolean atRedis) {
      this.name = name;
      this.effect = effect;
      this.atRedis = atRedis;
    }
  }

  /** Whatever comes before their answers makes no difference to whom they are for. */
  private static final Set<String> LAST_STEPS = Set.of("commit", "put", "mark", "store", "release");

  /** After these something older may be held until it is too old. */
  private static final Set<Fault> LOSSES =
      Set.of(Fault.STEP_FAILS, Fault.REPLICA_BEHIND, Fault.PROMOTED);

  private static final String BY_ANY = "load";
  private static final String BY_PRIMARY = "load from the primary";

  final Instance a;
  final Instance b;
  private final List<String> told = new ArrayList<>();
  private final Mistakes mistakes;
  private final RedisModel redis;
  private final RedisWatch watch;
  private final Actors actors = new Actors();
  private final SetClock clock = new SetClock(Things.NOW);
  private final List<Step<?>> steps = new ArrayList<>();
  private final Map<Fault, Integer> faults;
  private final List<Stamp> committed = new ArrayList<>(List.of(Stamp.of(1, 1)));
  private boolean lossless = true;
  private boolean behind;
  private long moments;

  World(Map<Fault, Integer> faults, Mistakes mistakes) {
    this.faults = new TreeMap<>(faults);
    this.mistakes = mistakes;
    this.redis = mistakes.redis();
    this.watch = new RedisWatch(redis, told);
    this.a = instance("a");
    this.b = instance("b");
  }

  private Instance instance(String name) {
    ModelledCache.Course course =
        new ModelledCache.Course() {
          @Override
          public <T> Future<T> step(String step, Supplier<T> effect) {
            return World.this.step(name + " " + step, effect, true);
          }
        };
    return new Instance(name, redis, course, mistakes.marks(), actors, clock, told);
  }

  // What is under way.

  /** Redis has the first version to begin with. */
  World kept() {
    redis.store(KEY, Things.entry(KEY, committed.getFirst(), clock.millis()), null);
    watch.after();
    a.isToldNothing();
    b.isToldNothing();
    return this;
  }

  /** A request that gets the thing. */
  World reads(Instance at) {
    return request(at, "get", cache -> cache.get(KEY, Demand.NONE, this::load));
  }

  /** A request on an event loop, which goes on with {@code get} if nothing is found. */
  World finds(Instance at) {
    return request(
        at,
        "find",
        cache -> {
          Answer found = now(cache.find(KEY, Demand.NONE));
          return found == null ? cache.get(KEY, Demand.NONE, this::load) : found;
        });
  }

  private World request(Instance at, String name, Function<VersionedCache, Answer> work) {
    actors.add(
        at.name + " " + name,
        () -> {
          Stamp floor = at.newest();
          at.answers(work.apply(at.cache), floor);
        });
    return this;
  }

  /** A writer that changes the thing and then puts the new state. */
  World puts(Instance at) {
    return writer(at, false, stamp -> at.cache.put(KEY, Things.loaded(stamp)));
  }

  /** A writer that changes the thing and then says no more than that. */
  World changes(Instance at) {
    return writer(at, false, stamp -> at.cache.changed(Map.of(KEY, stamp)));
  }

  /** A writer that deletes the thing and then puts that. */
  World deletes(Instance at) {
    return writer(at, true, stamp -> at.cache.put(KEY, Things.loaded(stamp)));
  }

  private World writer(Instance at, boolean deletes, Consumer<Stamp> tell) {
    actors.add(
        at.name + (deletes ? " delete" : " write"),
        () -> tell.accept(now(step("commit", () -> commit(deletes), false))));
    return this;
  }

  private Stamp commit(boolean deletes) {
    Stamp last = committed.getLast();
    long time = committed.size() + 1L;
    Stamp next = deletes ? Stamp.gone(last.version(), time) : Stamp.of(last.version() + 1, time);
    committed.add(next);
    return next;
  }

  private Loaded load(long atLeast) {
    Stamp known = committed.size() < 2 ? null : committed.get(committed.size() - 2);
    boolean any = atLeast != Loader.CURRENT && known != null && known.covers() >= atLeast;
    return now(
        step(
            any ? BY_ANY : BY_PRIMARY,
            () -> {
              Stamp read = behind && known != null ? known : committed.getLast();
              byte[] body = Long.toString(moments).getBytes(StandardCharsets.UTF_8);
              return new Loaded(read, read.covers(), body, "v" + read.version(), null);
            },
            false));
  }

  private <T> T now(Future<T> future) {
    try {
      return actors.await(future, 1);
    } catch (Waits.StepFailed impossible) {
      throw new AssertionError(impossible);
    }
  }

  private <T> Future<T> step(String name, Supplier<T> effect, boolean atRedis) {
    Step<T> step = new Step<>(name, effect, atRedis);
    steps.add(step);
    return step.promise.future();
  }

  // What can happen.

  List<Option> options() {
    List<Option> options = new ArrayList<>();
    for (Actors.Actor actor : actors.all()) {
      if (actor.canRun()) {
        options.add(new Option(actor.name + " runs", () -> run(actor)));
      }
    }
    steps.forEach(step -> stepOptions(step, options));
    for (Instance each : List.of(a, b)) {
      if (each.hasMessages()) {
        options.add(new Option(each.name + " is told", each::isTold));
      }
    }
    // What goes wrong goes wrong while something is under way.
    if (!options.isEmpty()) {
      faultOptions(options);
    }
    if (!a.isConnected()) {
      options.add(new Option("a reconnects", () -> a.reconnect(mistakes.doubtsOnReconnect())));
    }
    return options;
  }

  void take(Option option) {
    watch.moment(++moments);
    told.add(option.name);
    option.effect.run();
  }

  void abandon() {
    actors.abandon();
  }

  private void stepOptions(Step<?> step, List<Option> options) {
    if (step.taken) {
      options.add(new Option(step.name + " answers", () -> answer(step)));
      return;
    }
    options.add(new Option(step.name, () -> takeStep(step)));
    if (step.name.equals(BY_ANY)) {
      fault(options, Fault.REPLICA_BEHIND, step.name, () -> takeStepBehind(step));
    }
    if (step.atRedis) {
      fault(options, Fault.STEP_FAILS, step.name, () -> fail(step));
      fault(
          options,
          Fault.ANSWER_LOST,
          step.name,
          () -> {
            effect(step);
            fail(step);
          });
    }
  }

  private void faultOptions(List<Option> options) {
    fault(
        options,
        Fault.EVICTED,
        "",
        () -> {
          redis.evict(KEY);
          watch.lost();
        });
    fault(
        options,
        Fault.RESTARTED,
        "",
        () -> {
          redis.flush();
          watch.lost();
        });
    if (watch.hasReplicaBehind()) {
      fault(options, Fault.PROMOTED, "", watch::promote);
    }
    if (redis.slot(KEY).lease() != null) {
      fault(
          options,
          Fault.LEASE_OVER,
          "",
          () -> {
            redis.endLease(KEY);
            watch.after();
          });
    }
    if (a.holds()) {
      fault(options, Fault.FORGOTTEN, "", a::forget);
    }
    if (a.isConnected()) {
      fault(options, Fault.DISCONNECTED, "", a::disconnect);
    }
    fault(
        options,
        Fault.EXPIRED,
        "",
        () -> clock.set(clock.millis() + Things.KIND.freshMillis() + 1));
  }

  private void fault(List<Option> options, Fault fault, String at, Runnable effect) {
    if (faults.getOrDefault(fault, 0) > 0) {
      options.add(
          new Option(
              fault + " " + at,
              () -> {
                faults.merge(fault, -1, Integer::sum);
                lossless &= !LOSSES.contains(fault);
                effect.run();
              }));
    }
  }

  private void run(Actors.Actor actor) {
    Instance at = actor.name.startsWith(a.name) ? a : b;
    actor.history.append(';').append(at.seen());
    actors.run(actor);
  }

  private void takeStep(Step<?> step) {
    effect(step);
    if (LAST_STEPS.contains(step.name.substring(step.name.indexOf(' ') + 1))) {
      answer(step);
    }
  }

  private void takeStepBehind(Step<?> step) {
    behind = true;
    takeStep(step);
    behind = false;
  }

  private <T> void effect(Step<T> step) {
    step.result = step.effect.get();
    step.taken = true;
    watch.after();
  }

  private <T> void answer(Step<T> step) {
    steps.remove(step);
    told.add("  = " + step.result);
    step.promise.complete(step.result);
    goOn(step);
  }

  private void fail(Step<?> step) {
    steps.remove(step);
    step.promise.fail("lost");
    goOn(step);
  }

  private void goOn(Step<?> step) {
    for (Actors.Actor actor : List.copyOf(actors.all())) {
      if (actor.waitsFor(step.promise.future())) {
        run(actor);
      }
    }
  }

  // What must hold.

  /** Everything has ended: who has heard of every change holds nothing older. */
  void end() {
    for (Actors.Actor actor : actors.all()) {
      if (!actor.hasEnded()) {
        throw new Breach(actor.name + " never ends", told);
      }
    }
    for (Instance each : List.of(a, b)) {
      Answer held = each.cache.peek(KEY, Demand.NONE);
      if (lossless && held != null && held.entry().stamp().precedes(committed.getLast())) {
        throw new Breach(each.name + " still holds " + held.entry().stamp(), told);
      }
    }
  }

  /** All that decides how it can go on. */
  String state() {
    StringBuilder state = new StringBuilder(watch.state());
    state.append(committed.size()).append(clock.millis()).append(faults).append(lossless);
    state.append(a.state()).append(b.state());
    for (Actors.Actor actor : actors.all()) {
      state.append(actor.name).append(actor.history).append(actor.hasEnded());
    }
    for (Step<?> step : steps) {
      state.append(step.name).append(step.taken).append(step.result);
    }
    return state.toString();
  }
}
