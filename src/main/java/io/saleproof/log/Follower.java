package io.saleproof.log;

import io.saleproof.server.Backoff;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * One secondary as its master sees it, and the thread that feeds it: one batch after the other,
 * each with all that has come since, tried without limit until the secondary has it. When it
 * registers again, the next try is made at once.
 */
final class Follower implements AutoCloseable {

  /** What it asks of its master. */
  interface Source {

    long durable();

    long committed();

    /** A batch of what comes after this message, and the commit index. */
    Batch batchAfter(long number) throws IOException;

    /** The follower holds everything up to this message. */
    void holds(Follower follower, long number);

    /** The follower's file is gone; another has taken its place. */
    void forget(Follower follower);

    /** Another master has been there since. */
    void fencedBy(Link.NewerMaster newer);
  }

  /** How alive it is. */
  enum Health {
    HEALTHY,
    SUSPECTED,
    LOST
  }

  /** Failures after which the log is told, so that a member that is away doesn't fill it. */
  private static final int TOLD_FAILURES = 3;

  private static final Logger LOG = Logger.getLogger(Follower.class);

  private final String member;
  private final String address;
  private final Link link;
  private final Source source;
  private final LogTimes times;
  private final Backoff backoff;
  private final Thread thread;

  /** Counts registrations, so that an answer to what was sent before one is known as old. */
  private final AtomicLong registrations = new AtomicLong();

  private volatile long position;
  private volatile long answeredNanos = System.nanoTime();
  private volatile boolean closed;

  // The sending thread's own.
  private long committedTold;
  private long sentNanos;
  private int failures;

  Follower(
      Wire.Registration registration,
      Link link,
      Source source,
      LogTimes times,
      RandomGenerator random) {
    this.member = registration.member();
    this.address = registration.address();
    this.position = registration.last();
    this.link = link;
    this.source = source;
    this.times = times;
    this.backoff = new Backoff(times.firstRetry(), times.longestRetry(), random);
    this.sentNanos = System.nanoTime() - times.heartbeat().toNanos();
    this.thread = Thread.ofVirtual().name("feed-" + address).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  String member() {
    return member;
  }

  String address() {
    return address;
  }

  /** The last message that it is known to hold. */
  long position() {
    return position;
  }

  Health health() {
    long silent = silentNanos();
    if (silent < times.suspected().toNanos()) {
      return Health.HEALTHY;
    }
    return silent < times.lost().toNanos() ? Health.SUSPECTED : Health.LOST;
  }

  /** For how long nothing was heard of it. */
  long silentNanos() {
    return System.nanoTime() - answeredNanos;
  }

  /** It is there again, and holds everything up to this message. */
  void registeredAgain(long last) {
    synchronized (this) {
      registrations.incrementAndGet();
      position = last;
      answeredNanos = System.nanoTime();
      source.holds(this, last);
    }
    wake();
  }

  /** There may be something to send. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      while (!closed) {
        awaitWork();
        if (!closed) {
          sendOne();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitWork() {
    long left = sentNanos + times.heartbeat().toNanos() - System.nanoTime();
    while (!closed && left > 0 && !hasNews()) {
      LockSupport.parkNanos(left);
      left = sentNanos + times.heartbeat().toNanos() - System.nanoTime();
    }
  }

  private boolean hasNews() {
    return source.durable() > position || source.committed() > committedTold;
  }

  private void sendOne() throws InterruptedException {
    long registration = registrations.get();
    try {
      Batch batch = source.batchAfter(position);
      sentNanos = System.nanoTime();
      long stored = link.send(batch);
      if (!batch.messages().isEmpty() && stored == batch.messages().getFirst().number() - 1) {
        throw new IOException("it took nothing of a batch");
      }
      committedTold = batch.committed();
      answered(registration, stored);
    } catch (Link.NewerMaster newer) {
      source.fencedBy(newer);
      pause(registration);
    } catch (IOException | RuntimeException failed) {
      failures++;
      if (failures == TOLD_FAILURES) {
        LOG.warnf("%s does not take messages: %s", address, failed);
      }
      pause(registration);
    }
  }

  private void answered(long registration, long stored) {
    if (failures >= TOLD_FAILURES) {
      LOG.infof("%s takes messages again", address);
    }
    failures = 0;
    backoff.succeeded();
    synchronized (this) {
      if (closed || registrations.get() != registration) {
        return;
      }
      position = stored;
      answeredNanos = System.nanoTime();
      source.holds(this, stored);
    }
  }

  /** Ends at once when the secondary registers again. */
  private void pause(long registration) {
    long end = System.nanoTime() + backoff.failed().toNanos();
    long left = end - System.nanoTime();
    while (!closed && left > 0 && registrations.get() == registration) {
      LockSupport.parkNanos(left);
      left = end - System.nanoTime();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    // Not by an interrupt, which would close the log's file under everyone if it came while
    // reading.
    wake();
    link.close();
  }
}
