package io.saleproof.proof;

import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one instance makes of the database, numbered from 1, and what is to happen at some
 * of them. Once the instance is dead, every call is its death.
 */
final class DatabaseCalls {

  /** A call that was made: where, and on which collection. */
  record Call(int number, CallSite site, String collection) {
    @Override
    public String toString() {
      return "#" + number + " " + site + " " + collection;
    }
  }

  /** Nobody sleeps longer than this, in seconds; beyond it the test itself hangs. */
  private static final int LONGEST_SLEEP = 60;

  private static final ServerAddress SERVER = new ServerAddress();

  /** What is to happen at a call. */
  interface Faults {

    /** Nothing ever. */
    Faults NONE = (number, operation) -> null;

    /** Something at some calls. */
    static Faults at(Map<Integer, Way> strikes) {
      return (number, operation) -> strikes.get(number);
    }

    /** Something at the n-th call after the first one of an operation. */
    static Faults firstAfter(String operation, int calls, Way way) {
      AtomicInteger first = new AtomicInteger(Integer.MAX_VALUE - calls);
      return (number, name) -> {
        if (name.equals(operation)) {
          first.accumulateAndGet(number, Math::min);
        }
        return number == first.get() + calls ? way : null;
      };
    }

    /** What is to happen at the call of this number; null: nothing. */
    @Nullable Way at(int number, String operation);
  }

  private final List<Call> made = new ArrayList<>();
  private final CompletableFuture<Boolean> asleep = new CompletableFuture<>();
  private final CountDownLatch awake = new CountDownLatch(1);
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile Runnable sleeping = this::sleepUntilWoken;
  private volatile Faults faults = Faults.NONE;
  private volatile boolean watching;
  private volatile boolean dead;

  /** Notes the calls from now on, numbered anew, and lets something happen at some of them. */
  synchronized void watch(Faults toHappen) {
    made.clear();
    numbers.set(0);
    faults = toHappen;
    watching = true;
  }

  /** Lets something happen at calls, and keeps no note of them. */
  void suffer(Faults toHappen) {
    faults = toHappen;
  }

  /** How its threads sleep, if not until they are woken. */
  void sleepBy(Runnable other) {
    sleeping = other;
  }

  /** The calls since the watching began. */
  synchronized List<Call> made() {
    return List.copyOf(made);
  }

  void kill() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /** Waits until the instance sleeps; false if its work ended without coming there. */
  boolean waitForSleep() throws Exception {
    return asleep.get(LONGEST_SLEEP, TimeUnit.SECONDS);
  }

  void wake() {
    awake.countDown();
  }

  /** The work is over, so that nobody waits any longer for the instance to fall asleep. */
  void ended() {
    asleep.complete(false);
  }

  @Nullable Object call(String operation, String collection, Callable<@Nullable Object> work)
      throws Exception {
    dieIfDead(operation);
    Way now = number(operation, collection);
    if (now == null) {
      return work.call();
    }
    return switch (now) {
      case DIE_BEFORE -> throw die(operation);
      case DIE_AFTER -> {
        work.call();
        throw die(operation);
      }
      case LOSE_ANSWER -> {
        work.call();
        throw new MongoSocketReadException("lost answer", SERVER, new IOException("cut"));
      }
      case LOSE_REQUEST ->
          throw new MongoSocketWriteException("lost request", SERVER, new IOException("cut"));
      case NO_SERVER -> throw new MongoTimeoutException("no server");
      case PAUSE, PAUSE_LONG -> {
        sleeping.run();
        dieIfDead(operation);
        yield work.call();
      }
    };
  }

  private void sleepUntilWoken() {
    asleep.complete(true);
    try {
      if (!awake.await(LONGEST_SLEEP, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody woke the instance");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private Death die(String operation) {
    dead = true;
    return new Death(operation);
  }

  private void dieIfDead(String operation) {
    if (dead) {
      throw new Death(operation);
    }
  }

  private @Nullable Way number(String operation, String collection) {
    int number = numbers.incrementAndGet();
    if (watching) {
      note(new Call(number, CallSite.here(operation), collection));
    }
    return faults.at(number, operation);
  }

  private synchronized void note(Call call) {
    made.add(call);
  }
}
