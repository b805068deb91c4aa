package io.saleproof.store;

import io.saleproof.cache.CacheKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is cached, and how tokens of sessions speak of it.
 *
 * @param key where it is kept
 * @param versionOf under this name a token keeps its version; null: it has none
 * @param timeOf under this name a token keeps the database's time that it has to cover; null: only
 *     its version counts
 * @param tells under these names a token keeps the time since which it is as it was shown
 * @param causal whether it has to cover whatever the token demands of the database, as if it were
 *     read there
 */
public record CachedThing(
    CacheKey key,
    @Nullable String versionOf,
    @Nullable String timeOf,
    List<String> tells,
    boolean causal) {

  public CachedThing {
    tells = List.copyOf(tells);
  }

  /**
   * Something that has a version.
   *
   * @param seenAs what covers the time under this name shows it at least as it was shown
   */
  public static CachedThing versioned(CacheKey key, String seenAs) {
    return new CachedThing(key, nameOf(key), null, List.of(seenAs), false);
  }

  /** Something that has a version and is as causal as what is read from the database. */
  public static CachedThing causal(CacheKey key) {
    return new CachedThing(key, nameOf(key), null, List.of(), true);
  }

  /** Something without a version, such as a page. */
  public static CachedThing timed(CacheKey key, String group) {
    return new CachedThing(key, null, group, List.of(group), false);
  }

  private static String nameOf(CacheKey key) {
    return key.kind().label() + ":" + key.name();
  }
}
