package io.saleproof.log;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes a member's file. Changes that come while it waits for the disk are
 * made together and become durable by the next flush: one for all of them.
 */
final class GroupWriter implements AutoCloseable {

  /** A change of the file; runs on the writer's thread. */
  @FunctionalInterface
  interface Change<T> {
    T apply(LogFile file);
  }

  private record Waiting<T>(Change<T> change, int bytes, CompletableFuture<T> done) {}

  /** A change that was made and is not durable yet. */
  private record Made(CompletableFuture<?> done, Runnable complete) {}

  /** How many changes may wait; beyond it clients are told to come back. */
  private static final int MAX_WAITING = 65_536;

  /** How much they may hold in memory. */
  private static final long MAX_WAITING_BYTES = 32L << 20;

  /** How much is made durable by one flush. */
  private static final int MAX_GROUP_BYTES = 4 << 20;

  private static final int MAX_GROUP = 8_192;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP_TIME = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(GroupWriter.class);

  private final LogFile file;
  private final Runnable afterFlush;
  private final Timer flushes;
  private final DistributionSummary groups;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread thread = new Thread(this::run, "log-writer");
  private volatile boolean stopping;
  private volatile boolean broken;
  private volatile boolean full;

  /**
   * @param afterFlush runs on the writer's thread after each flush, before those who wait are told
   */
  GroupWriter(LogFile file, Runnable afterFlush, MeterRegistry meters) {
    this.file = file;
    this.afterFlush = afterFlush;
    this.flushes = Timer.builder("log.flush").publishPercentiles(0.5, 0.99).register(meters);
    this.groups = DistributionSummary.builder("log.group").register(meters);
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether writes may be tried. */
  boolean isSound() {
    return !broken;
  }

  /** Whether the last write found no room on the disk. */
  boolean isFull() {
    return full;
  }

  /**
   * Makes the change in its turn.
   *
   * @param bytes about how much memory it holds until then
   * @return completes when the change is durable; fails with what the change threw, and then
   *     nothing was changed
   * @throws io.saleproof.http.ProblemException 503 if too many wait, or the disk has failed
   */
  <T> CompletableFuture<T> submit(int bytes, Change<T> change) {
    if (broken || stopping) {
      throw unavailable();
    }
    Waiting<T> waiting = new Waiting<>(change, bytes, new CompletableFuture<>());
    if (queuedBytes.addAndGet(bytes) > MAX_WAITING_BYTES || !queue.offer(waiting)) {
      queuedBytes.addAndGet(-bytes);
      throw Problem.of(ProblemCode.OVERLOADED, "Too many writes wait for the disk")
          .retryAfterSeconds(1)
          .asException();
    }
    if (broken) {
      // The writer may have ended between the first look and the offer.
      failAll();
    }
    return waiting.done();
  }

  private void run() {
    try {
      while (!stopping || !queue.isEmpty()) {
        Waiting<?> first = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          writeGroup(first);
        }
      }
    } catch (InterruptedException abandoned) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException failed) {
      LOG.error(
          "The log's file can't be written any more; a restart reads what is on disk", failed);
    } finally {
      broken = !stopping;
      failAll();
    }
  }

  private void writeGroup(Waiting<?> first) throws IOException {
    List<Made> made = new ArrayList<>();
    try {
      long bytes = 0;
      Waiting<?> next = first;
      while (next != null) {
        bytes += next.bytes();
        queuedBytes.addAndGet(-next.bytes());
        make(next, made);
        next = made.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES ? queue.poll() : null;
      }
      if (!made.isEmpty()) {
        groups.record(made.size());
        long begun = System.nanoTime();
        flushed(file.flush());
        flushes.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        afterFlush.run();
      }
    } catch (NoRoom refused) {
      notFlushed(refused);
      made.forEach(one -> one.done().completeExceptionally(unavailable()));
      return;
    } catch (IOException | RuntimeException failed) {
      made.forEach(one -> one.done().completeExceptionally(outcomeUnknown()));
      throw failed;
    }
    made.forEach(one -> one.complete().run());
  }

  private void flushed(int bytes) {
    if (full && bytes > 0) {
      full = false;
      LOG.info("The disk takes writes again");
    }
  }

  private void notFlushed(NoRoom noRoom) {
    if (!full) {
      full = true;
      LOG.errorf("The disk does not take writes (%s): they are refused", noRoom.getCause());
    }
  }

  private <T> void make(Waiting<T> waiting, List<Made> made) {
    try {
      T result = waiting.change().apply(file);
      made.add(new Made(waiting.done(), () -> waiting.done().complete(result)));
    } catch (RuntimeException refused) {
      waiting.done().completeExceptionally(refused);
    }
  }

  private static RuntimeException outcomeUnknown() {
    return Problem.of(
            ProblemCode.OUTCOME_UNKNOWN, "The disk failed while the message was being written")
        .asException();
  }

  private void failAll() {
    for (@Nullable Waiting<?> next = queue.poll(); next != null; next = queue.poll()) {
      next.done().completeExceptionally(unavailable());
    }
  }

  private static RuntimeException unavailable() {
    return Problem.of(ProblemCode.OVERLOADED, "This member can't write at the moment")
        .retryAfterSeconds(1)
        .asException();
  }

  /** Writes what waits, within a bounded time, and closes the file. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(STOP_TIME);
      thread.interrupt();
      file.close();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } catch (IOException lateFailure) {
      LOG.warn("The log's file could not be closed", lateFailure);
    }
  }
}
