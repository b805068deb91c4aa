package io.saleproof.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of each thing that this process has answered with or heard of: nothing older is
 * answered from then on, whatever Redis or a replica says.
 *
 * <p>Bounded: of more things than are remembered, only one time is kept, the floor. What is not
 * remembered must cover that time, and so has all that was known of it.
 */
class Marks {

  private final int half;
  private final Object raising = new Object();
  private volatile ConcurrentMap<CacheKey, Stamp> young = new ConcurrentHashMap<>();
  private volatile ConcurrentMap<CacheKey, Stamp> old = new ConcurrentHashMap<>();
  private volatile long floor;

  /**
   * @param size how many things are remembered, at least the half of it
   */
  Marks(int size) {
    this.half = Math.max(1, size / 2);
  }

  /** The newest state known; null if the thing isn't remembered. */
  @Nullable Stamp of(CacheKey key) {
    Stamp stamp = young.get(key);
    return stamp == null ? old.get(key) : stamp;
  }

  /**
   * Whether this is older than what is known, or may be.
   *
   * @param current whether it was read from the primary just now: it then covers the floor
   */
  boolean forbids(CacheKey key, Stamp stamp, boolean current) {
    Stamp known = of(key);
    return known == null
        ? !current && Long.compareUnsigned(stamp.covers(), floor) < 0
        : stamp.precedes(known);
  }

  /** The time that a load has to cover, so that it is not forbidden; 0: none. */
  long atLeast(CacheKey key) {
    Stamp known = of(key);
    return known == null ? floor : known.covers();
  }

  /** This state, or a newer one, is known from now on. */
  void raise(CacheKey key, Stamp stamp) {
    synchronized (raising) {
      Stamp known = of(key);
      young.put(key, known == null || known.compareTo(stamp) < 0 ? stamp : known);
      if (young.size() > half) {
        turn();
      }
    }
  }

  private void turn() {
    long higher = floor;
    for (Stamp forgotten : old.values()) {
      if (Long.compareUnsigned(forgotten.covers(), higher) > 0) {
        higher = forgotten.covers();
      }
    }
    // In this order: who doesn't find a thing any more finds the floor.
    floor = higher;
    old = young;
    young = new ConcurrentHashMap<>();
  }
}
