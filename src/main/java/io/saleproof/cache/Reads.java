package io.saleproof.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** One read of a key at Redis at a time, shared by all who ask meanwhile. */
final class Reads {

  private final ConcurrentMap<CacheKey, Future<@Nullable Entry>> reads = new ConcurrentHashMap<>();
  private final SharedCache shared;
  private final Memory memory;
  private final Clock clock;

  Reads(SharedCache shared, Memory memory, Clock clock) {
    this.shared = shared;
    this.memory = memory;
    this.clock = clock;
  }

  boolean isReading(CacheKey key) {
    return reads.containsKey(key);
  }

  /** What Redis has and may be answered with; null: nothing, or it can't say. Never fails. */
  Future<@Nullable Answer> find(CacheKey key, Demand demand) {
    return read(key).map(entry -> answer(key, demand, entry));
  }

  private Future<@Nullable Entry> read(CacheKey key) {
    Promise<@Nullable Entry> mine = Promise.promise();
    Future<@Nullable Entry> other = reads.putIfAbsent(key, mine.future());
    if (other != null) {
      return other;
    }
    long generation = memory.generation();
    shared
        .read(key)
        .onComplete(
            read -> {
              Entry entry = read.succeeded() ? admitted(key, read.result(), generation) : null;
              reads.remove(key, mine.future());
              mine.complete(entry);
            });
    return mine.future();
  }

  private @Nullable Entry admitted(CacheKey key, @Nullable Entry entry, long generation) {
    return entry != null
            && entry.freshUntil() > clock.millis()
            && memory.admit(key, entry, generation, false)
        ? entry
        : null;
  }

  /** Checked anew, as something newer may have been answered since the read has ended. */
  private @Nullable Answer answer(CacheKey key, Demand demand, @Nullable Entry entry) {
    return entry != null && demand.isMetBy(entry) && memory.allows(key, entry)
        ? new Answer(entry, Source.REDIS, false)
        : null;
  }
}
