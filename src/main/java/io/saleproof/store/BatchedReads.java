package io.saleproof.store;

import io.saleproof.cache.Loader;
import io.saleproof.session.RequestSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads things by their keys for the cache, several in one query. Nobody waits for company: the
 * first query leaves at once, and who comes while as many are under way as may be goes with the
 * next one (the idea is that of Facebook's DataLoader, without its time slice).
 *
 * <p>A query that is slow or fails holds nobody up for long, as it may be so for the sake of one
 * shard: who has waited for {@link #PATIENCE} with others reads alone, and so does everybody until
 * that query has ended. So do who is told nothing by the query, and who demands more than this
 * instance knows of. Safe for any number of threads.
 *
 * @param <K> equal keys are equal objects
 */
public final class BatchedReads<K, V> {

  /** Queries at once: the next one is composed while an answer is being read. */
  static final int AT_ONCE = 2;

  /** Keys in one query. */
  static final int LARGEST = 64;

  /** Idle threads end. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  static final Duration PATIENCE = Duration.ofMillis(100);

  private final Query<K, V> query;
  private final CachedReads reads;
  private final Executor threads;
  private final Duration patience;
  private final Queue<Ask<K, V>> waiting = new ArrayDeque<>();
  private int running;

  /** Queries that somebody has lost patience with. */
  private final Set<List<Ask<K, V>>> slow = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Reads all that are there of some keys, as of some time of the database at least. */
  @FunctionalInterface
  interface Query<K, V> {
    Dated<Map<K, V>> read(long atLeast, List<K> keys);
  }

  private static final class Ask<K, V> {
    private final K key;
    private final long atLeast;
    private final CompletableFuture<@Nullable Dated<V>> answer = new CompletableFuture<>();
    private @Nullable List<Ask<K, V>> batch;

    private Ask(K key, long atLeast) {
      this.key = key;
      this.atLeast = atLeast;
    }
  }

  BatchedReads(Query<K, V> query, CachedReads reads) {
    this(query, reads, workers(), PATIENCE);
  }

  /** Of the platform: they do nothing but wait for the database, which costs those less. */
  private static Executor workers() {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            // Of those who are about to come, as many as there are workers.
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("batched-reads-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  BatchedReads(Query<K, V> query, CachedReads reads, Executor threads, Duration patience) {
    this.query = query;
    this.reads = reads;
    this.threads = threads;
    this.patience = patience;
  }

  /**
   * Reads one thing.
   *
   * @param show what is shown of it
   * @param alone reads it by itself, whether it is there or not
   */
  public Loader loader(K key, Function<V, Shown> show, Supplier<Shown> alone) {
    Loader single = reads.loader(alone);
    return atLeast -> {
      boolean ordinary = reads.isKnown(atLeast) && RequestSession.current() == null;
      Dated<V> found = ordinary ? find(new Ask<>(key, atLeast)) : null;
      return found == null ? single.load(atLeast) : reads.loaded(found.map(show));
    };
  }

  /** Null: it has to be read alone. Blocks for {@link #PATIENCE} at most for the sake of others. */
  private @Nullable Dated<V> find(Ask<K, V> ask) {
    switch (enter(ask)) {
      case ALONE -> {
        return null;
      }
      case WORK -> threads.execute(this::work);
      case WAIT -> {}
    }
    try {
      return ask.answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooSlow) {
      return leaves(ask) ? null : ownAnswer(ask);
    } catch (ExecutionException failed) {
      // Perhaps for the sake of another thing.
      return null;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      leaves(ask);
      return null;
    }
  }

  /** Of a query that is for nobody else, and ends as one that is sent alone would. */
  private static <K, V> @Nullable Dated<V> ownAnswer(Ask<K, V> ask) {
    try {
      return ask.answer.join();
    } catch (CompletionException failed) {
      return null;
    }
  }

  private enum Entered {
    ALONE,
    WORK,
    WAIT
  }

  private synchronized Entered enter(Ask<K, V> ask) {
    if (!slow.isEmpty()) {
      return Entered.ALONE;
    }
    waiting.add(ask);
    if (running == AT_ONCE) {
      return Entered.WAIT;
    }
    running++;
    return Entered.WORK;
  }

  /** Nobody goes after a slow query; false: it is for this caller alone, who had better wait. */
  private synchronized boolean leaves(Ask<K, V> ask) {
    List<Ask<K, V>> batch = ask.batch;
    if (batch == null) {
      waiting.remove(ask);
      return true;
    }
    if (!ask.answer.isDone()) {
      slow.add(batch);
    }
    return batch.size() > 1;
  }

  private void work() {
    for (List<Ask<K, V>> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        answer(batch);
      } finally {
        ended(batch);
      }
    }
  }

  /** Empty: this worker isn't wanted any more. */
  private synchronized List<Ask<K, V>> next() {
    List<Ask<K, V>> batch = new ArrayList<>(Math.min(LARGEST, waiting.size()));
    while (batch.size() < LARGEST && !waiting.isEmpty()) {
      Ask<K, V> ask = waiting.remove();
      ask.batch = batch;
      batch.add(ask);
    }
    if (batch.isEmpty()) {
      running--;
    }
    return batch;
  }

  /** How many wait for the next query. */
  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized void ended(List<Ask<K, V>> batch) {
    slow.remove(batch);
  }

  private void answer(List<Ask<K, V>> batch) {
    try {
      Dated<Map<K, V>> found =
          query.read(
              batch.stream().map(ask -> ask.atLeast).max(Long::compareUnsigned).orElse(0L),
              batch.stream().map(ask -> ask.key).distinct().toList());
      for (Ask<K, V> ask : batch) {
        V value = found.value().get(ask.key);
        ask.answer.complete(
            value == null ? null : new Dated<>(value, found.covers(), found.readAt()));
      }
    } catch (RuntimeException | Error failure) {
      batch.forEach(ask -> ask.answer.completeExceptionally(failure));
    }
  }
}
