package io.saleproof.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Things to cache. */
final class Things {

  static final CacheKind KIND = new CacheKind("thing", Duration.ofSeconds(30));
  static final CacheKey KEY = new CacheKey(KIND, "one");
  static final long NOW = 1_000_000;

  private Things() {}

  static Loaded loaded(Stamp stamp) {
    return stamp.absent()
        ? Loaded.absent(stamp, stamp.covers())
        : new Loaded(
            stamp,
            stamp.covers(),
            ("version " + stamp.version()).getBytes(StandardCharsets.UTF_8),
            "v" + stamp.version(),
            null);
  }

  /** Loaded at {@link #NOW}. */
  static Entry entry(CacheKey key, Stamp stamp) {
    return entry(key, stamp, NOW);
  }

  static Entry entry(CacheKey key, Stamp stamp, long loadedAt) {
    return Entry.of(key, loaded(stamp), loadedAt, 1, null);
  }
}
