package io.saleproof.cache;

import java.time.Duration;

/**
 * Names one cached answer. Two requests that must get the same answer must have the same name. Keys
 * are equal if their kinds' labels and their names are.
 *
 * @param name what the answer is of, such as a SKU or a normalised query
 */
public record CacheKey(CacheKind kind, String name) {

  private static final Duration ANY = Duration.ofSeconds(1);

  /** A key to look others up with, of a kind that only its label is known of. */
  static CacheKey lookup(String label, String name) {
    return new CacheKey(new CacheKind(label, ANY), name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey that
        && name.equals(that.name)
        && kind.label().equals(that.kind.label());
  }

  @Override
  public int hashCode() {
    // Strings remember theirs.
    return 31 * kind.label().hashCode() + name.hashCode();
  }
}
