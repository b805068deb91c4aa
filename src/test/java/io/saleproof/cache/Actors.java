package io.saleproof.cache;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which one runs at a time, when and until it is told: where it would wait, it hands
 * back. So a test decides every interleaving of their steps, and can repeat it.
 */
final class Actors implements Waits {

  /** Ends the thread of a schedule that is not followed any further. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(null, null, false, false);
    }
  }

  static final class Actor {
    final String name;
    final StringBuilder history = new StringBuilder();
    private final Semaphore turn = new Semaphore(0);
    private final Runnable work;
    private @Nullable Future<?> waitsFor;
    private boolean started;
    private boolean ended;

    Actor(String name, Runnable work) {
      this.name = name;
      this.work = work;
    }

    boolean canRun() {
      return !ended && (waitsFor == null || waitsFor.isComplete());
    }

    boolean waitsFor(Future<?> future) {
      return waitsFor == future;
    }

    boolean hasEnded() {
      return ended;
    }
  }

  private final List<Actor> all = new ArrayList<>();
  private final Semaphore back = new Semaphore(0);
  private @Nullable Actor current;
  private @Nullable Throwable failure;
  private boolean abandoned;

  Actor add(String name, Runnable work) {
    Actor actor = new Actor(name, work);
    all.add(actor);
    return actor;
  }

  List<Actor> all() {
    return all;
  }

  /** Lets it go on until it waits or ends. */
  void run(Actor actor) {
    current = actor;
    actor.waitsFor = null;
    if (actor.started) {
      actor.turn.release();
    } else {
      actor.started = true;
      Thread.ofVirtual().start(() -> live(actor));
    }
    back.acquireUninterruptibly();
    current = null;
    if (failure != null) {
      throw new AssertionError(actor.name + " failed: " + failure, failure);
    }
  }

  /** Ends all that have begun. */
  void abandon() {
    abandoned = true;
    for (Actor actor : all) {
      while (actor.started && !actor.ended) {
        current = actor;
        actor.turn.release();
        back.acquireUninterruptibly();
      }
    }
  }

  @Override
  public <T> T await(Future<T> step, long millis) throws StepFailed {
    if (!step.isComplete()) {
      handBack(step);
    }
    if (step.failed()) {
      throw new StepFailed(step.cause());
    }
    return step.result();
  }

  @Override
  public boolean enter(Semaphore places, long millis) {
    return places.tryAcquire();
  }

  @Override
  public void pause(long millis) {
    handBack(null);
  }

  private void live(Actor actor) {
    try {
      actor.work.run();
    } catch (Abandoned end) {
      // As it was asked to.
    } catch (Throwable thrown) {
      failure = abandoned ? null : thrown;
    } finally {
      actor.ended = true;
      back.release();
    }
  }

  private void handBack(@Nullable Future<?> waitsFor) {
    Actor actor = current;
    if (actor == null || abandoned) {
      throw new Abandoned();
    }
    actor.waitsFor = waitsFor;
    back.release();
    actor.turn.acquireUninterruptibly();
    if (abandoned) {
      throw new Abandoned();
    }
  }
}
