package io.saleproof.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The entries in this process, bounded by their bytes. Everything that is answered passes {@link
 * #admit}, which lets no key go back; each method is atomic for its key.
 */
final class Memory {

  private static final int OVERTAKEN = 1_024;

  private final Cache<CacheKey, Held> entries;
  private final Marks marks;

  /**
   * Of things without versions: what is known to have changed, though it wasn't answered yet. It is
   * not kept here what is older, but still answered with, as only its age was promised: who changes
   * such a thing all the time must not keep others from reading it.
   */
  private final Marks overtaken = new Marks(OVERTAKEN);

  private final AtomicLong generation = new AtomicLong();

  Memory(long maxBytes, Marks marks) {
    this.marks = marks;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((CacheKey key, Held held) -> held.entry.bytes())
            // What was answered is remembered when it is no longer held.
            .evictionListener((key, held, cause) -> remember(marks, key, held))
            .executor(Runnable::run)
            .build();
  }

  private static void remember(Marks marks, @Nullable CacheKey key, @Nullable Held held) {
    if (key != null && held != null) {
      marks.raise(key, held.entry.stamp());
    }
  }

  /** What is held, whatever its age. */
  @Nullable Held get(CacheKey key) {
    return entries.getIfPresent(key);
  }

  /** Which doubt there was last. */
  long generation() {
    return generation.get();
  }

  boolean isSuspect(Held held) {
    return held.generation != generation.get();
  }

  /** Changes may have been missed: what is held must be asked for again before it is a hit. */
  void doubt() {
    generation.incrementAndGet();
  }

  /**
   * Takes what a request is about to be answered with, if nothing newer is known.
   *
   * @param readAfter the generation when its reading began
   * @param current whether it was read from the primary just now
   * @return false: it is older than what is known here, and must not be answered with
   */
  boolean admit(CacheKey key, Entry entry, long readAfter, boolean current) {
    boolean[] admitted = new boolean[1];
    entries
        .asMap()
        .compute(
            key,
            (same, held) -> {
              if (forbids(key, held, entry.stamp(), current)) {
                return held;
              }
              admitted[0] = true;
              marks.raise(key, entry.stamp());
              if (isOvertaken(key, entry)) {
                return null;
              }
              return held == null || replaces(entry, readAfter, held)
                  ? new Held(entry, readAfter)
                  : held;
            });
    return admitted[0];
  }

  /** Whether it may still be answered with. */
  boolean allows(CacheKey key, Entry entry) {
    return !forbids(key, entries.getIfPresent(key), entry.stamp(), true);
  }

  /**
   * Something has changed: nothing older than this is answered from now on.
   *
   * @param beingRead whether something is being read that may be older
   */
  void changed(CacheKey key, Stamp stamp, boolean beingRead) {
    entries
        .asMap()
        .compute(
            key,
            (same, held) -> {
              Marks known = stamp.isTimed() ? overtaken : marks;
              if (held != null || beingRead || known.of(key) != null) {
                known.raise(key, stamp);
              }
              return held != null && held.entry.stamp().precedes(stamp) ? null : held;
            });
  }

  /** Holds this entry no longer; what it was is remembered. */
  void drop(CacheKey key, Entry entry) {
    entries.asMap().computeIfPresent(key, (same, held) -> held.entry == entry ? null : held);
  }

  /** Whether it is held now. */
  boolean holds(CacheKey key, Entry entry) {
    Held held = entries.getIfPresent(key);
    return held != null && held.entry == entry;
  }

  /** The time that a load has to cover, so that it is admitted; 0: none. */
  long atLeast(CacheKey key) {
    long answered = marks.atLeast(key);
    long changed = overtaken.atLeast(key);
    return Long.compareUnsigned(answered, changed) > 0 ? answered : changed;
  }

  long bytes() {
    return entries.policy().eviction().map(policy -> policy.weightedSize().orElse(0)).orElse(0L);
  }

  long size() {
    return entries.estimatedSize();
  }

  private boolean forbids(CacheKey key, @Nullable Held held, Stamp stamp, boolean current) {
    return (held != null && stamp.precedes(held.entry.stamp()))
        || marks.forbids(key, stamp, current);
  }

  private boolean isOvertaken(CacheKey key, Entry entry) {
    return entry.stamp().isTimed() && overtaken.forbids(key, entry.stamp(), true);
  }

  private boolean replaces(Entry entry, long readAfter, Held held) {
    return entry.stamp().compareTo(held.entry.stamp()) >= 0
        || held.generation < readAfter
        || held.entry.freshUntil() < entry.freshUntil();
  }
}
