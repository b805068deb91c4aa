package io.saleproof.cache;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of the cache that all instances share. Each call is one atomic step there, and never
 * blocks its caller; its future fails, within {@code saleproof.redis.timeout}, if it is not known
 * to have taken place. That costs a load, never a wrong answer.
 *
 * <p>Of a key are kept: a {@link Stamp}, the entry with that stamp or, in its place, a
 * <i>marker</i> that says no more than "nothing older than this"; and the lease of who loads it. A
 * stamp is only replaced by one that doesn't {@link Stamp#precedes precede} it.
 */
public interface SharedCache {

  /** Told of changes, on any thread, and never blocks. */
  interface Listener {

    /** Something older than this stamp must not be served any more. */
    void changed(String label, String name, Stamp stamp);

    /** Messages may have been missed: anything may have changed. */
    void doubt();
  }

  /**
   * What is kept, be it fresh or not; null if there is nothing or a marker. A deleted thing is an
   * entry that is {@link Entry#absent}.
   */
  Future<@Nullable Entry> read(CacheKey key);

  /**
   * Takes a turn at loading.
   *
   * <ul>
   *   <li>{@link Turn.Found}: an entry is kept that is fresh at {@code now} and is not the refused
   *       one (the same stamp and time of loading).
   *   <li>{@link Turn.Busy}: else, if there is a lease.
   *   <li>{@link Turn.Lease}: else; a new lease is kept from now on, for {@code
   *       saleproof.cache.lease} at most, whether or not there was anything of the key.
   * </ul>
   *
   * @param refused an entry that does not serve the caller
   * @param now milliseconds of the wall clock
   */
  Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now);

  /**
   * Keeps an entry for twice the kind's bound, and ends any lease of the key. Refused, changing
   * nothing: if the stamp that is kept is one that the entry's precedes; or if it comes with a
   * lease that is not the key's (any more). Without a lease (a writer's own new state) all
   * listeners are told.
   *
   * @return whether it was kept
   */
  Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease);

  /** Gives the lease back, if it is still the key's. */
  Future<Void> release(CacheKey key, String lease);

  /**
   * Lets nothing older than these stamps be served or put back: of each key whose stamp precedes,
   * the entry and the lease are removed and a marker takes their place, for as long as the longest
   * load and the kind's bound; a key that has only a lease loses that and gets the marker. A key of
   * which nothing is kept needs no marker: who loads it has no lease there. All listeners are told
   * of all of them afterwards, whatever was kept.
   */
  Future<Void> mark(Map<CacheKey, Stamp> stamps);

  /**
   * Tells the listener from now on. A listener gets {@link Listener#doubt} before anything else,
   * and whenever the messages may have had a gap.
   */
  void listen(Listener listener);
}
