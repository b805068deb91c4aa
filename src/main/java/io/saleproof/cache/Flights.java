package io.saleproof.cache;

import io.saleproof.cache.Waits.StepFailed;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One load of a key at a time in this process: who comes meanwhile waits for its end. */
final class Flights {

  /** After so many loads of others that did not serve a request, it loads for itself. */
  static final int MAX_ROUNDS = 3;

  private final ConcurrentMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
  private final AtomicInteger alone = new AtomicInteger();
  private final Loads loads;
  private final Memory memory;
  private final Waits waits;
  private final long longestMillis;

  /**
   * @param longestMillis how long a load may take, all its waits included
   */
  Flights(Loads loads, Memory memory, Waits waits, long longestMillis) {
    this.loads = loads;
    this.memory = memory;
    this.waits = waits;
    this.longestMillis = longestMillis;
  }

  /** Whether something of this key is being read that may turn out to be older than is known. */
  boolean isLoading(CacheKey key) {
    return flights.containsKey(key) || alone.get() > 0;
  }

  /** Loads it, or waits for who does. */
  Answer load(Loads.Task task, Recheck recheck) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Flight mine = new Flight();
      Flight other = flights.putIfAbsent(task.key(), mine);
      if (other == null) {
        return lead(task, mine, recheck);
      }
      Flight.End end;
      try {
        end = waits.await(other.end(), longestMillis);
      } catch (StepFailed tooLong) {
        return loads.instead(task.key(), task.demand(), Loads.overloaded());
      }
      if (end.answer() != null && serves(task, end.answer().entry())) {
        return joined(end.answer());
      }
      // The first flight may have begun before this request; a later one fails for all alike.
      if (end.failure() != null && round > 0) {
        return loads.instead(task.key(), task.demand(), end.failure());
      }
    }
    return loadAlone(task);
  }

  /** Loads it in the background, unless someone does. */
  void refresh(Loads.Task task) {
    Flight mine = new Flight();
    if (flights.putIfAbsent(task.key(), mine) == null) {
      Answer answer = null;
      try {
        answer = loads.refresh(task);
      } finally {
        land(task.key(), mine, answer, null);
      }
    }
  }

  /** Looks once more into the memory, where a flight that has just ended has left its entry. */
  @FunctionalInterface
  interface Recheck {
    @Nullable Answer peek();
  }

  private Answer lead(Loads.Task task, Flight mine, Recheck recheck) {
    Answer answer = null;
    RuntimeException failure = null;
    try {
      answer = recheck.peek();
      if (answer == null) {
        answer = loads.run(task);
      }
      return answer;
    } catch (RuntimeException failed) {
      failure = failed;
      throw failed;
    } finally {
      land(task.key(), mine, answer, failure);
    }
  }

  private void land(
      CacheKey key, Flight mine, @Nullable Answer answer, @Nullable RuntimeException failure) {
    flights.remove(key, mine);
    mine.land(answer, failure);
  }

  private Answer loadAlone(Loads.Task task) {
    alone.incrementAndGet();
    try {
      return loads.run(task);
    } finally {
      alone.decrementAndGet();
    }
  }

  /** Checked anew, as something newer may have been answered since the flight has ended. */
  private boolean serves(Loads.Task task, Entry entry) {
    return task.demand().isMetBy(entry) && memory.allows(task.key(), entry);
  }

  private static Answer joined(Answer answer) {
    return answer.source() == Source.STALE
        ? answer
        : new Answer(answer.entry(), Source.JOINED, false);
  }
}
