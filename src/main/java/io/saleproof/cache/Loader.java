package io.saleproof.cache;

/**
 * Reads a thing where it is kept. Called on the thread that asks the cache, or, to refresh early,
 * on one of the cache's own that works for no request. It must not ask the cache itself: loads are
 * few at once, and one that waits for another may wait for itself.
 */
@FunctionalInterface
public interface Loader {

  /** Asks for what is current: the primary has to answer. */
  long CURRENT = -1L;

  /**
   * @param atLeast the database's time that has to be covered by what is read; 0: none; {@link
   *     #CURRENT}: the primary must be read
   * @throws RuntimeException if it can't be read; nothing is kept then, and the caller gets it
   */
  Loaded load(long atLeast);
}
