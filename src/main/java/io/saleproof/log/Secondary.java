package io.saleproof.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Holds what its master sends, each message once and in order, and shows of it what the commit
 * index allows. It acknowledges what is on its disk, nothing else, and follows one master: the one
 * it has registered with, which must not be older than any it has followed before.
 */
final class Secondary implements Shows, AutoCloseable {

  private static final Duration WRITE_TIME = Duration.ofSeconds(30);

  private final LogFile file;
  private final GroupWriter writer;
  private volatile MemberState state;
  private volatile long shown;
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean registered;

  private Secondary(LogFile file, MeterRegistry meters) {
    this.file = file;
    this.state = file.state();
    this.shown = Math.min(state.committed(), file.durable());
    this.writer = new GroupWriter(file, this::flushed, meters);
    Gauge.builder("log.last", file, LogFile::durable).register(meters);
    Gauge.builder("log.shown", this, Secondary::shown).register(meters);
  }

  static Secondary start(LogFile file, MeterRegistry meters) {
    Secondary secondary = new Secondary(file, meters);
    secondary.writer.start();
    return secondary;
  }

  /** What is durable by now may be shown, as far as its concerns are met. */
  private void flushed() {
    state = file.state();
    shown = Math.min(state.committed(), file.durable());
  }

  /** Who it is and what it has, for the master. */
  Wire.Registration registration(String address) throws IOException {
    MemberState now = state;
    long last = file.durable();
    List<LogRecord> lastRecord = last == 0 ? List.of() : file.read(last, last, 1, 1);
    int checksum = lastRecord.isEmpty() ? LogRecord.NO_CHECKSUM : lastRecord.getFirst().checksum();
    return new Wire.Registration(now.member(), address, now.log(), last, checksum, now.term());
  }

  /**
   * Follows this master from now on, durably.
   *
   * @throws io.saleproof.http.ProblemException 409 if it is of another log, or older than the one
   *     it has followed
   */
  void follow(Wire.Welcome welcome) throws InterruptedException {
    written(
        0,
        changed -> {
          MemberState now = changed.state();
          boolean other = now.log() != null && !now.log().equals(welcome.log());
          boolean twin = welcome.term() == now.term() && !welcome.master().equals(now.master());
          if (other || welcome.term() < now.term() || twin) {
            throw notTheMaster(now);
          }
          if (welcome.term() > now.term()) {
            changed.append(now.following(welcome.log(), welcome.term(), welcome.master()));
          }
          return changed.last();
        });
    registered = true;
    heardNanos = System.nanoTime();
  }

  /**
   * Stores what is new of a batch and moves the commit index.
   *
   * @return the number of the last message that is durable here
   * @throws io.saleproof.http.ProblemException 409 if the batch is not from the master that it
   *     follows, or not of the list that it has
   */
  long accept(Batch batch) throws InterruptedException {
    int bytes = batch.messages().stream().mapToInt(LogRecord::bytes).sum();
    long last = written(bytes, changed -> store(batch, changed));
    heardNanos = System.nanoTime();
    return last;
  }

  private static long store(Batch batch, LogFile changed) {
    MemberState now = changed.state();
    if (!batch.log().equals(now.log())
        || batch.term() != now.term()
        || !batch.master().equals(now.master())) {
      throw notTheMaster(now);
    }
    List<LogRecord> news = newsOf(batch, changed.last());
    if (!news.isEmpty()) {
      if (news.getFirst().number() > changed.last() + 1) {
        // There is a gap; the answer tells the master where to go on.
        return changed.last();
      }
      if (!isChain(news, changed.lastChecksum())) {
        throw Problem.of(
                ProblemCode.CONFLICT, "Message " + news.getFirst().number() + " is of another list")
            .asException();
      }
      news.forEach(changed::append);
    }
    if (batch.committed() > now.committed()) {
      changed.append(changed.state().committedTo(batch.committed()));
    }
    return changed.last();
  }

  /** What came before is here already: it was sent again because an answer was lost. */
  private static List<LogRecord> newsOf(Batch batch, long last) {
    return batch.messages().stream().filter(message -> message.number() > last).toList();
  }

  private static boolean isChain(List<LogRecord> messages, int before) {
    int previous = before;
    long number = messages.getFirst().number();
    for (LogRecord message : messages) {
      if (message.previous() != previous || message.number() != number) {
        return false;
      }
      previous = message.checksum();
      number++;
    }
    return true;
  }

  private static RuntimeException notTheMaster(MemberState now) {
    return Problem.of(ProblemCode.CONFLICT, "This secondary follows another master")
        .with("term", now.term())
        .asException();
  }

  private long written(int bytes, GroupWriter.Change<Long> change) throws InterruptedException {
    try {
      return writer.submit(bytes, change).get(WRITE_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      throw Problem.of(ProblemCode.OVERLOADED, "The disk is too slow").asException();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /** Messages whose concerns, and those of all before them, are met. */
  @Override
  public List<LogRecord> read(long from, int maxBytes, int maxCount) throws IOException {
    return file.read(from, shown, maxBytes, maxCount);
  }

  /** Up to which message it shows the log; never goes back. */
  @Override
  public long shown() {
    return shown;
  }

  /** For how long its master has been silent. */
  long silentNanos() {
    return System.nanoTime() - heardNanos;
  }

  boolean isRegistered() {
    return registered;
  }

  /** Whether the disk takes writes. */
  boolean isSound() {
    return writer.isSound() && !writer.isFull();
  }

  @Override
  public void close() {
    writer.close();
  }
}
