package io.saleproof.cache;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An entry in this process's memory, and what its hits need to have ready. */
final class Held {

  /** The last part of an entry's life, in which it is refreshed if it is hot. */
  private static final int LAST_PART = 5;

  final Entry entry;
  final Answer hit;
  final Future<@Nullable Answer> found;

  /** Which doubt it was read after; before the last one, it may have missed a change. */
  final long generation;

  private final long refreshFrom;
  // Hits of two threads may count as one; that makes an entry hot a little later.
  private int hits;
  private final AtomicBoolean refreshing = new AtomicBoolean();

  Held(Entry entry, long generation) {
    this.entry = entry;
    this.generation = generation;
    this.hit = new Answer(entry, Source.MEMORY, false);
    this.found = Future.succeededFuture(hit);
    this.refreshFrom = entry.freshUntil() - (entry.freshUntil() - entry.loadedAt()) / LAST_PART;
  }

  /** Counts a hit; not beyond what makes it hot, as the counter is shared by all threads. */
  void hit(int hot) {
    if (hits < hot) {
      hits++;
    }
  }

  /** Whether it should be loaded anew before it is too old. */
  boolean isDue(long now, int hot) {
    return now >= refreshFrom && hot > 0 && hits >= hot && !refreshing.get();
  }

  /** Whether the caller, and nobody else, shall load it anew. */
  boolean refreshes() {
    return !refreshing.getAndSet(true);
  }
}
