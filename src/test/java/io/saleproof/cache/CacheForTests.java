package io.saleproof.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;

/** A cache of one process, without an application around it. */
public final class CacheForTests {

  private CacheForTests() {}

  /** One that nobody shares. */
  public static VersionedCache alone(Clock clock) {
    return new VersionedCache(
        new NoSharedCache(), TestConfig.small(), clock, new SimpleMeterRegistry());
  }

  /** What a cache keeps of what was loaded. */
  public static Entry entry(CacheKey key, Loaded loaded, long loadedAt) {
    return new Entry(
        key.name(),
        loaded.stamp(),
        loaded.since(),
        loadedAt,
        loadedAt + key.kind().freshMillis(),
        loaded.body(),
        null,
        loaded.tag(),
        loaded.next());
  }

  /** The same, so since another time. */
  public static Entry since(Entry entry, long since) {
    return new Entry(
        entry.name(),
        entry.stamp(),
        since,
        entry.loadedAt(),
        entry.freshUntil(),
        entry.body(),
        null,
        entry.tag(),
        entry.next());
  }
}
