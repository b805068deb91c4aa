package io.saleproof.proof;

import com.mongodb.MongoException;
import io.saleproof.proof.Answer.Said;
import io.saleproof.proof.Answer.Unsaid;
import io.saleproof.proof.DatabaseCalls.Call;
import io.saleproof.proof.DatabaseCalls.Faults;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs flows again and again, and at every call of the database lets everything happen that can.
 * After each run it lets one recovery interval pass, lets another instance sweep once, and then
 * holds what is stored, and what clients were told, against the promises.
 *
 * <p>The points are counted by running a flow once undisturbed. A run that goes on after a fault
 * may come to calls that the undisturbed one never makes: those are points too, and get a fault of
 * their own after the first. And where an instance died after a write, the sweep that mends it is a
 * flow in itself, whose every call is a point again.
 */
final class CrashSuite implements AutoCloseable {

  private static final int LONGEST_WORK_SECONDS = 60;

  private final World world = new World();
  private final Map<CallSite, Set<Way>> struck = new TreeMap<>(CallSite.ORDER);
  private int flows;
  private int points;
  private int runs;

  /** What is broken after the runs of a flow: each is a run and what is wrong after it. */
  List<String> run(Flow flow) {
    world.clear(flow.settings());
    flow.prepare().accept(world, world.start());
    List<String> broken = new ArrayList<>();
    List<Call> calls = runEverywhere(flow, Way.AT_WRITES, Way.AT_READS, broken);
    for (Call call : calls) {
      if (call.site().writes()) {
        broken.addAll(sweepAfterDeathAt(flow, call));
      }
    }
    return broken;
  }

  /** The flow starts from what is in the world now. */
  private List<Call> runEverywhere(
      Flow flow, Set<Way> atWrites, Set<Way> atReads, List<String> broken) {
    flows++;
    World.Snapshot start = world.save();
    Run undisturbed = new Run(flow, Map.of());
    broken.addAll(undisturbed.broken);
    Set<CallSite> seen = new HashSet<>();
    undisturbed.calls.forEach(call -> seen.add(call.site()));
    points += undisturbed.calls.size();
    for (Call call : undisturbed.calls) {
      for (Way way : call.site().writes() ? atWrites : atReads) {
        world.restore(start);
        Run run = new Run(flow, Map.of(call.number(), way));
        broken.addAll(run.broken);
        struckAgain(flow, start, run, call, way, seen, broken);
      }
    }
    world.restore(start);
    return undisturbed.calls;
  }

  /** Strikes a second time at calls that only come after a first fault. */
  private void struckAgain(
      Flow flow,
      World.Snapshot start,
      Run first,
      Call call,
      Way way,
      Set<CallSite> seen,
      List<String> broken) {
    for (Call later : first.calls) {
      if (later.number() > call.number() && seen.add(later.site())) {
        points++;
        for (Way second : EnumSet.of(Way.DIE_BEFORE, Way.DIE_AFTER, Way.LOSE_ANSWER)) {
          world.restore(start);
          broken.addAll(new Run(flow, Map.of(call.number(), way, later.number(), second)).broken);
        }
      }
    }
  }

  private List<String> sweepAfterDeathAt(Flow flow, Call call) {
    World.Snapshot start = world.save();
    Instance dying = world.start();
    dying.calls().watch(Faults.at(Map.of(call.number(), Way.DIE_AFTER)));
    answer(dying, flow.request());
    recoveryPasses(flow);
    Flow sweep = flow.sweepAfter(call.toString());
    List<String> broken = new ArrayList<>();
    runEverywhere(sweep, Way.AT_WRITES_OF_SWEEPS, Set.of(), broken);
    world.restore(start);
    return broken;
  }

  private void recoveryPasses(Flow flow) {
    world.clock().advance(flow.settings().recovery());
  }

  /** One run of a flow, from what is in the world, with what is to happen in it. */
  private final class Run {
    private final Flow flow;
    private final Map<Integer, Way> strikes;
    private final List<String> broken = new ArrayList<>();
    private final List<Call> calls;

    Run(Flow flow, Map<Integer, Way> strikes) {
      runs++;
      this.flow = flow;
      this.strikes = strikes;
      Instance instance = world.start();
      instance.calls().watch(Faults.at(strikes));
      Answer first =
          strikes.values().stream().anyMatch(Way::pauses) ? slowly(instance) : at(instance);
      calls = instance.calls().made();
      note();
      flow.meanwhile().accept(world.start());
      recoveryPasses(flow);
      flow.mend().accept(world.start());
      check("after the sweep");
      askAgain(first);
    }

    private Answer at(Instance instance) {
      return answer(instance, flow.request());
    }

    /** Others take over while the instance sleeps; then it wakes up and goes on. */
    private Answer slowly(Instance instance) {
      CompletableFuture<Answer> work = new CompletableFuture<>();
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      work.complete(at(instance));
                    } catch (Throwable failure) {
                      work.completeExceptionally(failure);
                    } finally {
                      instance.calls().ended();
                    }
                  });
      try {
        if (instance.calls().waitForSleep()) {
          if (strikes.containsValue(Way.PAUSE_LONG)) {
            world.clock().advance(flow.settings().reservation());
          }
          flow.meanwhile().accept(world.start());
          recoveryPasses(flow);
          flow.mend().accept(world.start());
          check("while it slept");
          instance.calls().wake();
        }
        Answer answer = work.get(LONGEST_WORK_SECONDS, TimeUnit.SECONDS);
        thread.join();
        return answer;
      } catch (Exception failure) {
        throw new IllegalStateException(this.toString(), failure);
      }
    }

    private void note() {
      for (Call call : calls) {
        Way way = strikes.get(call.number());
        if (way != null) {
          struck.computeIfAbsent(call.site(), s -> EnumSet.noneOf(Way.class)).add(way);
        }
      }
    }

    /** What a client was told stays true, and every repeat is told the same. */
    private void askAgain(Answer first) {
      Answer second = answer(world.start(), flow.again());
      Answer third = answer(world.start(), flow.again());
      if (second instanceof Unsaid) {
        broken.add(this + ": asked again, nothing is said: " + second);
      } else if (!second.equals(third)) {
        broken.add(this + ": answers differ:\n  " + second + "\n  " + third);
      } else if (first instanceof Said && !first.equals(second)) {
        broken.add(this + ": the answer was not kept:\n  " + first + "\n  " + second);
      }
      check("after asking again");
      // Of what a sweep leaves the books are checked; the reconciler sees the same once a flow.
      if (!flow.isSweep() || strikes.isEmpty()) {
        checkDrift();
      }
    }

    private void checkDrift() {
      long drift = world.start().reconciler().reconcile("", false).drift();
      if (drift > 0) {
        broken.add(this + ": the reconciler sees drift: " + drift);
      }
    }

    private void check(String when) {
      Promises.broken(world).forEach(what -> broken.add(this + ", " + when + ": " + what));
    }

    @Override
    public String toString() {
      List<String> faults = new ArrayList<>();
      new TreeMap<>(strikes)
          .forEach(
              (number, way) ->
                  faults.add(
                      way
                          + " at "
                          + (calls == null || calls.size() < number
                              ? "#" + number
                              : calls.get(number - 1))));
      return "[" + flow + "] " + faults;
    }
  }

  static Answer answer(Instance instance, Function<Instance, Answer> request) {
    try {
      return request.apply(instance);
    } catch (Death | MongoException unknown) {
      return new Unsaid(unknown.toString());
    }
  }

  /** Where instances died both before and after the call. */
  Set<CallSite> crashed() {
    Set<CallSite> both = new LinkedHashSet<>();
    struck.forEach(
        (site, ways) -> {
          if (ways.contains(Way.DIE_BEFORE) && ways.contains(Way.DIE_AFTER)) {
            both.add(site);
          }
        });
    return both;
  }

  int points() {
    return points;
  }

  int flows() {
    return flows;
  }

  /** Where anything was tried. */
  Set<CallSite> places() {
    return Set.copyOf(struck.keySet());
  }

  int runs() {
    return runs;
  }

  @Override
  public void close() {
    world.close();
  }
}
