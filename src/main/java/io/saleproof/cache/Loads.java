package io.saleproof.cache;

import io.saleproof.cache.CacheMeters.Trouble;
import io.saleproof.cache.Waits.StepFailed;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import java.time.Clock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one load: whose turn it is among the instances, a place in the bulkhead, the
 * reading itself, and keeping what was read. Several may run at once, also of one key.
 */
final class Loads {

  static final long FIRST_PAUSE_MILLIS = 2;
  static final long LONGEST_PAUSE_MILLIS = 50;

  /** How often one load asks for its turn at most, whatever is found and however long it waits. */
  private static final int MAX_ASKED = 256;

  /** Each may be overtaken by a writer; a primary that stays behind is none. */
  private static final int MAX_CURRENT_READS = 4;

  private static final int RETRY_SECONDS = 1;
  private static final int SERVER_ERROR = 500;
  private static final Turn BUSY = new Turn.Busy();

  /**
   * What is asked for.
   *
   * @param refused what is held and shall be replaced
   * @param patient whether to wait for others and for a place
   */
  record Task(
      CacheKey key, Demand demand, Loader loader, @Nullable Entry refused, boolean patient) {}

  private final SharedCache shared;
  private final Memory memory;
  private final Bulkhead bulkhead;
  private final Waits waits;
  private final Clock clock;
  private final DoubleSupplier life;
  private final CacheMeters meters;
  private final long leaseWaitMillis;
  private final long stepMillis;

  Loads(
      SharedCache shared,
      Memory memory,
      Bulkhead bulkhead,
      Waits waits,
      Clock clock,
      DoubleSupplier life,
      CacheMeters meters,
      CacheConfig config) {
    this.shared = shared;
    this.memory = memory;
    this.bulkhead = bulkhead;
    this.waits = waits;
    this.clock = clock;
    this.life = life;
    this.meters = meters;
    this.leaseWaitMillis = config.leaseWait().toMillis();
    this.stepMillis = config.tellWithin().toMillis();
  }

  /** The answer that Redis has or that is loaded; at worst an older one within its bound. */
  Answer run(Task task) {
    return switch (turn(task)) {
      case Turn.Found found -> new Answer(found.entry(), Source.REDIS, false);
      case Turn.Lease lease -> load(task, lease);
      case Turn.Busy busy -> load(task, null);
    };
  }

  /** Loads it if nobody else does; null: somebody does, or can't be asked. */
  @Nullable Answer refresh(Task task) {
    return switch (turn(task)) {
      case Turn.Found found -> new Answer(found.entry(), Source.REDIS, false);
      case Turn.Lease lease -> load(task, lease);
      case Turn.Busy busy -> null;
    };
  }

  /**
   * What is held, though it may have changed, if it is within its bound; for when it can't be read
   * anew.
   *
   * @throws RuntimeException the failure, if there is no such thing or the request was wrong
   */
  Answer instead(CacheKey key, Demand demand, RuntimeException failure) {
    Held held = memory.get(key);
    if (held == null
        || clock.millis() >= held.entry.loadedAt() + key.kind().freshMillis()
        || !demand.isMetBy(held.entry)
        || isTheClients(failure)) {
      throw failure;
    }
    return new Answer(held.entry, Source.STALE, false);
  }

  static RuntimeException overloaded() {
    return Problem.of(ProblemCode.OVERLOADED, "Too much is being read; please try again")
        .retryAfterSeconds(RETRY_SECONDS)
        .asException();
  }

  /** Busy: another's entry did not come in time, or Redis can't say; one loads without lease. */
  private Turn turn(Task task) {
    Entry refused = task.refused();
    long pause = FIRST_PAUSE_MILLIS;
    long waited = 0;
    for (int asked = 0; asked < MAX_ASKED; asked++) {
      long generation = memory.generation();
      switch (acquire(task.key(), refused)) {
        case null -> {
          return BUSY;
        }
        case Turn.Found(Entry entry) when serves(task, entry, generation) -> {
          return new Turn.Found(entry);
        }
        case Turn.Found(Entry entry) -> refused = entry;
        case Turn.Lease lease -> {
          return lease;
        }
        case Turn.Busy busy -> {
          if (!task.patient() || waited >= leaseWaitMillis) {
            return busy;
          }
          waits.pause(pause);
          waited += pause;
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    }
    return BUSY;
  }

  private @Nullable Turn acquire(CacheKey key, @Nullable Entry refused) {
    try {
      return waits.await(shared.acquire(key, refused, clock.millis()), stepMillis);
    } catch (StepFailed unknown) {
      meters.trouble(key, Trouble.SHARED_FAILED);
      return null;
    }
  }

  private boolean serves(Task task, Entry entry, long generation) {
    return memory.admit(task.key(), entry, generation, false) && task.demand().isMetBy(entry);
  }

  private Answer load(Task task, Turn.@Nullable Lease lease) {
    CacheKey key = task.key();
    if (!bulkhead.enter(task.patient())) {
      meters.trouble(key, Trouble.NO_PLACE);
      release(key, lease);
      return instead(key, task.demand(), overloaded());
    }
    Entry entry;
    try {
      entry = read(task, lease);
    } catch (RuntimeException failure) {
      if (!isTheClients(failure)) {
        meters.trouble(key, Trouble.LOAD_FAILED);
      }
      release(key, lease);
      return instead(key, task.demand(), failure);
    } finally {
      bulkhead.leave();
    }
    return new Answer(entry, Source.LOADED, keep(key, entry, lease));
  }

  /**
   * Reads it; and then from the primary, if a replica had less than is known or demanded, or if a
   * writer has overtaken the reading.
   */
  private Entry read(Task task, Turn.@Nullable Lease lease) {
    CacheKey key = task.key();
    Entry before = before(key, lease);
    long generation = memory.generation();
    Entry entry = readOnce(task, higher(memory.atLeast(key), task.demand().minCovers()), before);
    if (memory.admit(key, entry, generation, false) && task.demand().isMetBy(entry.stamp())) {
      return entry;
    }
    for (int i = 0; i < MAX_CURRENT_READS; i++) {
      meters.trouble(key, Trouble.OLDER);
      generation = memory.generation();
      Entry current = readOnce(task, Loader.CURRENT, before);
      if (memory.admit(key, current, generation, true)) {
        return current;
      }
    }
    throw Problem.of(ProblemCode.NO_PRIMARY, "What can be read is older than what was answered")
        .retryAfterSeconds(RETRY_SECONDS)
        .asException();
  }

  private Entry readOnce(Task task, long atLeast, @Nullable Entry before) {
    long begun = clock.millis();
    long ticks = System.nanoTime();
    Loaded loaded = task.loader().load(atLeast);
    meters.loaded(task.key(), System.nanoTime() - ticks);
    return Entry.of(task.key(), loaded, begun, life.getAsDouble(), before);
  }

  private @Nullable Entry before(CacheKey key, Turn.@Nullable Lease lease) {
    Held held = memory.get(key);
    Entry kept = lease == null ? null : lease.before();
    if (held == null) {
      return kept;
    }
    return kept == null || kept.stamp().compareTo(held.entry.stamp()) <= 0 ? held.entry : kept;
  }

  /**
   * Keeps it in Redis; what Redis refuses is not kept here either, as a writer has come between.
   */
  private boolean keep(CacheKey key, Entry entry, Turn.@Nullable Lease lease) {
    if (lease == null) {
      return memory.holds(key, entry);
    }
    try {
      if (waits.await(shared.store(key, entry, lease.token()), stepMillis)) {
        return true;
      }
      meters.trouble(key, Trouble.STORE_REFUSED);
      memory.drop(key, entry);
      return false;
    } catch (StepFailed unknown) {
      meters.trouble(key, Trouble.SHARED_FAILED);
      return memory.holds(key, entry);
    }
  }

  private void release(CacheKey key, Turn.@Nullable Lease lease) {
    if (lease != null) {
      // Nobody waits for it: if it is lost, the lease runs out.
      shared.release(key, lease.token());
    }
  }

  private static long higher(long one, long other) {
    return Long.compareUnsigned(one, other) > 0 ? one : other;
  }

  private static boolean isTheClients(RuntimeException failure) {
    return failure instanceof ProblemException problem
        && problem.problem().code().status() < SERVER_ERROR;
  }
}
