package io.saleproof.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes, versioned: see the package. What a key stands for must not depend on who asks.
 */
@Singleton
public class VersionedCache {

  private static final double LEAST_LIFE = 0.85;

  private final Cache<CacheKey, Entry> memory;
  private final Clock clock;

  @Inject
  VersionedCache(SharedCache shared, CacheConfig config, Clock clock) {
    this.clock = clock;
    this.memory =
        Caffeine.newBuilder()
            .maximumWeight(config.memory().asLongValue())
            .weigher((CacheKey key, Entry entry) -> entry.bytes())
            .executor(Runnable::run)
            .build();
  }

  /** What this process holds and may serve; null: ask further. Never blocks. */
  public @Nullable Answer peek(CacheKey key, Demand demand) {
    Entry entry = memory.getIfPresent(key);
    return entry == null || entry.freshUntil() <= clock.millis() || !demand.isMetBy(entry)
        ? null
        : new Answer(entry, Source.MEMORY, false);
  }

  /**
   * What this process or Redis holds and may be served; null: it has to be loaded. For event loops:
   * never blocks; never fails.
   */
  public Future<@Nullable Answer> find(CacheKey key, Demand demand) {
    return Future.succeededFuture(peek(key, demand));
  }

  /**
   * The answer, loaded if need be. Blocks; not for event loops.
   *
   * @throws io.saleproof.http.ProblemException if it can't be loaded in time
   * @throws RuntimeException what the loader has thrown
   */
  public Answer get(CacheKey key, Demand demand, Loader loader) {
    Answer held = peek(key, demand);
    if (held != null) {
      return held;
    }
    boolean[] mine = new boolean[1];
    Entry entry =
        memory
            .asMap()
            .compute(
                key,
                (same, before) -> {
                  if (before != null
                      && before.freshUntil() > clock.millis()
                      && demand.isMetBy(before)) {
                    return before;
                  }
                  mine[0] = true;
                  long begun = clock.millis();
                  return entry(key, begun, loader.load(demand.minCovers()));
                });
    return mine[0]
        ? new Answer(entry, Source.LOADED, true)
        : new Answer(entry, Source.JOINED, false);
  }

  /**
   * Keeps what a writer has made of a thing, after its write has been acknowledged. Waits for Redis
   * for {@code saleproof.cache.tell-within} at most; never throws.
   */
  public void put(CacheKey key, Loaded written) {
    Entry entry = entry(key, clock.millis(), written);
    memory
        .asMap()
        .merge(key, entry, (held, mine) -> mine.stamp().precedes(held.stamp()) ? held : mine);
  }

  /**
   * Lets nothing older than these stamps be served from now on. As {@link #put}, for writers that
   * don't know what the answer looks like now.
   */
  public void changed(Map<CacheKey, Stamp> stamps) {
    stamps.forEach(
        (key, stamp) ->
            memory
                .asMap()
                .computeIfPresent(key, (same, held) -> held.stamp().precedes(stamp) ? null : held));
  }

  private static Entry entry(CacheKey key, long begun, Loaded loaded) {
    double part = LEAST_LIFE + (1 - LEAST_LIFE) * ThreadLocalRandom.current().nextDouble();
    long until = begun + (long) (part * key.kind().freshMillis());
    return new Entry(
        key.name(),
        loaded.stamp(),
        loaded.since(),
        begun,
        until,
        loaded.body(),
        null,
        loaded.tag(),
        loaded.next());
  }
}
