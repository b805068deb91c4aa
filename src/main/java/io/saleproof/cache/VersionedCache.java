package io.saleproof.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.cache.CacheMeters.Trouble;
import io.saleproof.cache.Waits.StepFailed;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes, versioned, in this process and in Redis: see the package. What a key stands for
 * must not depend on who asks.
 *
 * <p>After an answer, no later request to this cache is answered with a state of the thing that
 * {@link Stamp#precedes precedes} it; an absence is undone by a newer version only. No answer is
 * older than its kind's bound, counted from when its loading began. What a client's token demands
 * is met, or asked of the primary.
 */
@Singleton
public class VersionedCache {

  /** How many things are remembered by what was answered last. */
  private static final int MARKS = 100_000;

  /** Entries may take this part of the heap at most. */
  private static final int HEAP_PART = 8;

  /** Early refreshes at once: they must not take the places of those who wait. */
  private static final int REFRESHES = 4;

  /** Entries live for a random part of their kind's bound, between this and the whole. */
  private static final double LEAST_LIFE = 0.85;

  private final SharedCache shared;
  private final Clock clock;
  private final DoubleSupplier life;
  private final Waits waits;
  private final Executor background;
  private final CacheMeters meters;
  private final Memory memory;
  private final Flights flights;
  private final Reads reads;
  private final Semaphore refreshes = new Semaphore(REFRESHES);
  private final long tellWithinMillis;
  private final int hot;

  @Inject
  VersionedCache(SharedCache shared, CacheConfig config, Clock clock, MeterRegistry registry) {
    this(
        shared,
        config,
        clock,
        new CacheMeters(registry),
        new Memory(memoryBytes(config), new Marks(MARKS)),
        Waits.REAL,
        work -> Thread.ofVirtual().name("cache-refresh").start(work),
        () -> ThreadLocalRandom.current().nextDouble(LEAST_LIFE, 1));
  }

  VersionedCache(
      SharedCache shared,
      CacheConfig config,
      Clock clock,
      CacheMeters meters,
      Memory memory,
      Waits waits,
      Executor background,
      DoubleSupplier life) {
    this.shared = shared;
    this.clock = clock;
    this.meters = meters;
    this.waits = waits;
    this.background = background;
    this.life = life;
    this.tellWithinMillis = config.tellWithin().toMillis();
    this.hot = config.hotHits();
    this.memory = memory;
    Bulkhead bulkhead = new Bulkhead(config.loads(), config.loadsWait().toMillis(), waits);
    Loads loads = new Loads(shared, memory, bulkhead, waits, clock, life, meters, config);
    long longest =
        config.leaseWait().plus(config.loadsWait()).plus(config.lease().multipliedBy(2)).toMillis();
    this.flights = new Flights(loads, memory, waits, longest);
    this.reads = new Reads(shared, memory, clock);
    meters.watch(memory, bulkhead);
    shared.listen(new Changes());
  }

  /** What this process holds and may serve; null: ask further. Never blocks. */
  public @Nullable Answer peek(CacheKey key, Demand demand) {
    Held held = hit(key, demand, clock.millis());
    return held == null ? null : counted(key, held);
  }

  /** The same; a hot entry that will soon be too old is loaded anew in the background. */
  public @Nullable Answer peek(CacheKey key, Demand demand, Loader loader) {
    long now = clock.millis();
    Held held = hit(key, demand, now);
    return held == null ? null : served(key, held, loader, now);
  }

  /**
   * What this process or Redis holds and may be served; null: {@link #get} has to be asked. For
   * event loops: never blocks; never fails; completes on any thread.
   */
  public Future<@Nullable Answer> find(CacheKey key, Demand demand) {
    Held held = hit(key, demand, clock.millis());
    if (held == null) {
      return reads.find(key, demand).onSuccess(answer -> count(key, answer));
    }
    counted(key, held);
    return held.found;
  }

  /**
   * Whether a request that was given this answer may be answered with it still; not counted anew.
   */
  public boolean mayServe(CacheKey key, Demand demand, Answer answer) {
    Held held = hit(key, demand, clock.millis());
    return held != null && held.entry == answer.entry();
  }

  /**
   * The answer, loaded if need be. Blocks; not for event loops.
   *
   * @throws io.saleproof.http.ProblemException if it can't be loaded in time
   * @throws RuntimeException what the loader has thrown
   */
  public Answer get(CacheKey key, Demand demand, Loader loader) {
    long now = clock.millis();
    Held held = hit(key, demand, now);
    if (held != null) {
      return served(key, held, loader, now);
    }
    Answer answer =
        flights.load(
            new Loads.Task(key, demand, loader, null, true),
            () -> {
              Held landed = hit(key, demand, clock.millis());
              return landed == null ? null : landed.hit;
            });
    meters.answered(key, answer.source());
    return answer;
  }

  /**
   * Keeps what a writer has made of a thing, after its write has been acknowledged. Waits for Redis
   * for {@code saleproof.cache.tell-within} at most; never throws.
   */
  public void put(CacheKey key, Loaded written) {
    long generation = memory.generation();
    Entry entry = Entry.of(key, written, clock.millis(), life.getAsDouble(), null);
    if (memory.admit(key, entry, generation, true)) {
      tell(key, shared.store(key, entry, null));
    }
  }

  /**
   * Lets nothing older than these stamps be served from now on. As {@link #put}, for writers that
   * don't know what the answer looks like now.
   */
  public void changed(Map<CacheKey, Stamp> stamps) {
    if (stamps.isEmpty()) {
      return;
    }
    stamps.forEach(this::heard);
    tell(stamps.keySet().iterator().next(), shared.mark(stamps));
  }

  private static long memoryBytes(CacheConfig config) {
    long most = Runtime.getRuntime().maxMemory() / HEAP_PART;
    return Math.min(config.memory().asLongValue(), most);
  }

  /** What a request may be served from memory; hits are counted elsewhere. */
  private @Nullable Held hit(CacheKey key, Demand demand, long now) {
    Held held = memory.get(key);
    return held == null
            || held.entry.freshUntil() <= now
            || memory.isSuspect(held)
            || !demand.isMetBy(held.entry)
        ? null
        : held;
  }

  private Answer served(CacheKey key, Held held, Loader loader, long now) {
    if (held.isDue(now, hot) && held.refreshes()) {
      refresh(key, held.entry, loader);
    }
    return counted(key, held);
  }

  private Answer counted(CacheKey key, Held held) {
    held.hit(hot);
    meters.answered(key, Source.MEMORY);
    return held.hit;
  }

  private void count(CacheKey key, @Nullable Answer answer) {
    if (answer != null) {
      meters.answered(key, answer.source());
    }
  }

  private void refresh(CacheKey key, Entry held, Loader loader) {
    if (!refreshes.tryAcquire()) {
      return;
    }
    background.execute(
        () -> {
          try {
            flights.refresh(new Loads.Task(key, Demand.NONE, loader, held, false));
          } catch (RuntimeException failed) {
            // It was counted; when it is too old, a request will see how it goes.
          } finally {
            refreshes.release();
          }
        });
  }

  private void tell(CacheKey key, Future<?> step) {
    try {
      waits.await(step, tellWithinMillis);
    } catch (StepFailed unknown) {
      meters.trouble(key, Trouble.SHARED_FAILED);
    }
  }

  private void heard(CacheKey key, Stamp stamp) {
    memory.changed(key, stamp, flights.isLoading(key) || reads.isReading(key));
  }

  private final class Changes implements SharedCache.Listener {

    @Override
    public void changed(String label, String name, Stamp stamp) {
      meters.message();
      heard(CacheKey.lookup(label, name), stamp);
    }

    @Override
    public void doubt() {
      meters.doubt();
      memory.doubt();
    }
  }
}
