package io.saleproof.cache;

import java.time.Duration;

/**
 * Things that are cached alike.
 *
 * @param label names the kind in keys, messages and metrics: a few lower-case letters
 * @param fresh how old an answer may be at most
 */
public record CacheKind(String label, Duration fresh) {

  public CacheKind {
    if (!label.matches("[a-z][a-z-]{0,30}")) {
      throw new IllegalArgumentException("a kind's label: " + label);
    }
    if (fresh.isNegative() || fresh.isZero()) {
      throw new IllegalArgumentException("the bound of " + label + ": " + fresh);
    }
  }

  /** {@link #fresh} in milliseconds. */
  public long freshMillis() {
    return fresh.toMillis();
  }
}
