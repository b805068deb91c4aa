package io.saleproof.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Gives every message its number and a place on its own disk, has it carried to the secondaries,
 * and tells clients when as many members hold it as they asked for. What is on disk goes to the
 * secondaries, never what is not: so no number ever stands for two messages.
 */
final class Master implements Shows, AutoCloseable {

  /** How many clients may wait for other members; one more is told to come back. */
  static final int MAX_WAITING = 20_000;

  private static final int NO_BOUND = Integer.MAX_VALUE;
  private static final Logger LOG = Logger.getLogger(Master.class);

  private final LogFile file;
  private final GroupWriter writer;
  private final WriteConcerns concerns;
  private final Followers followers;
  private final MasterSettings settings;
  private final String log;
  private final long term;
  private final String process = MemberState.newName();
  private volatile boolean fenced;

  private Master(
      LogFile file,
      MasterSettings settings,
      Followers.Links links,
      LogTimes times,
      MeterRegistry meters)
      throws IOException {
    this.file = file;
    this.settings = settings;
    MemberState before = file.state();
    this.log = before.log() == null ? MemberState.newName() : before.log();
    this.term = before.term() + 1;
    file.append(before.following(log, term, process));
    file.flush();
    this.concerns =
        new WriteConcerns(
            (from, upTo, count) -> file.read(from, upTo, NO_BOUND, count),
            file.durable(),
            before.committed());
    this.followers = new Followers(new Feed(), links, times);
    this.writer = new GroupWriter(file, this::flushed, meters);
    register(meters);
  }

  /** Takes a file that no other member uses, and begins a term of its own. */
  static Master start(
      LogFile file,
      MasterSettings settings,
      Followers.Links links,
      LogTimes times,
      MeterRegistry meters)
      throws IOException {
    Master master = new Master(file, settings, links, times, meters);
    // What a crash has interrupted goes on: messages whose concern this member alone can meet.
    master.concerns.durable(file.durable());
    master.writer.start();
    return master;
  }

  private void register(MeterRegistry meters) {
    Gauge.builder("log.last", file, LogFile::durable).register(meters);
    Gauge.builder("log.committed", concerns, WriteConcerns::committed).register(meters);
    Gauge.builder("log.waiting", concerns, WriteConcerns::waitingClients).register(meters);
    followers.register(meters);
  }

  private void flushed() {
    concerns.durable(file.durable());
    followers.wakeAll();
  }

  /**
   * Stores a message.
   *
   * @return its number, when it is durable here
   * @throws io.saleproof.http.ProblemException 503 if no majority is alive, another master has
   *     taken over, or too many wait
   */
  CompletableFuture<Long> append(byte[] payload, int w) {
    if (fenced) {
      throw Problem.of(ProblemCode.ANOTHER_MASTER, "The secondaries follow a newer master")
          .asException();
    }
    if (!settings.suffices(1 + followers.alive())) {
      throw Problem.of(ProblemCode.NO_MAJORITY, "No majority of the members is alive")
          .retryAfterSeconds(1)
          .asException();
    }
    if (w > 1 && concerns.waitingClients() >= MAX_WAITING) {
      throw Problem.of(ProblemCode.OVERLOADED, "Too many clients wait for members")
          .retryAfterSeconds(1)
          .asException();
    }
    return writer.submit(
        LogRecord.HEADER_BYTES + payload.length,
        changed -> changed.appendMessage(term, w, payload));
  }

  /** Completes when so many members hold the message; to be cancelled by who stops waiting. */
  CompletableFuture<Void> await(long number, int w) {
    return concerns.await(number, w);
  }

  /** How many members hold this message durably, this one included. */
  int holders(long number) {
    return concerns.holders(number);
  }

  /** Messages on this member's disk, all of which it shows. */
  @Override
  public List<LogRecord> read(long from, int maxBytes, int maxCount) throws IOException {
    return file.read(from, file.durable(), maxBytes, maxCount);
  }

  @Override
  public long shown() {
    return file.durable();
  }

  long committed() {
    return concerns.committed();
  }

  long term() {
    return term;
  }

  MasterSettings settings() {
    return settings;
  }

  List<Follower> followers() {
    return followers.all();
  }

  /** Whether secondaries follow a newer master. */
  boolean isFenced() {
    return fenced;
  }

  boolean takesAppends() {
    return !fenced && settings.suffices(1 + followers.alive());
  }

  boolean isSound() {
    return writer.isSound();
  }

  /**
   * Takes a secondary in, or back.
   *
   * @throws io.saleproof.http.ProblemException 409 if its messages are not the beginning of this
   *     log
   */
  Wire.Welcome register(Wire.Registration registration) throws IOException {
    if (registration.log() != null && !registration.log().equals(log)) {
      throw conflict("The secondary belongs to another log; give it an empty folder");
    }
    if (registration.term() > term) {
      fence(registration.term());
      throw conflict("The secondary has followed a newer master");
    }
    if (!holdsBeginning(registration)) {
      throw conflict(
          "The secondary's messages are not the beginning of this log (its last is "
              + registration.last()
              + "); give it an empty folder");
    }
    followers.take(registration);
    return new Wire.Welcome(log, term, process);
  }

  private boolean holdsBeginning(Wire.Registration registration) throws IOException {
    if (registration.last() == 0) {
      return true;
    }
    List<LogRecord> same = file.read(registration.last(), registration.last(), NO_BOUND, 1);
    return !same.isEmpty() && same.getFirst().checksum() == registration.checksum();
  }

  private static RuntimeException conflict(String detail) {
    return Problem.of(ProblemCode.CONFLICT, detail).asException();
  }

  private void fence(long newerTerm) {
    if (!fenced) {
      fenced = true;
      LOG.errorf(
          "A master of term %s has taken over (this one has term %s): appends are refused",
          newerTerm, term);
    }
  }

  /** Keeps what a restart should know; to be called now and then. */
  void keepState() {
    MemberState kept = file.state();
    if (writer.isSound()
        && (kept.committed() < concerns.committed() || kept.durable() < file.durable())) {
      writer.submit(0, this::writeState);
    }
  }

  private long writeState(LogFile changed) {
    changed.append(changed.state().committedTo(concerns.committed()));
    return changed.durable();
  }

  @Override
  public void close() {
    followers.close();
    if (writer.isSound()) {
      writer.submit(0, this::writeState);
    }
    writer.close();
  }

  /** What the followers ask for. */
  private final class Feed implements Follower.Source {

    @Override
    public long durable() {
      return file.durable();
    }

    @Override
    public long committed() {
      return concerns.committed();
    }

    @Override
    public Batch batchAfter(long number) throws IOException {
      long committed = concerns.committed();
      return new Batch(
          log,
          term,
          process,
          committed,
          file.read(number + 1, file.durable(), Wire.BATCH_BYTES, NO_BOUND));
    }

    @Override
    public void holds(Follower follower, long number) {
      long before = concerns.committed();
      concerns.held(follower.member(), number);
      if (concerns.committed() > before) {
        followers.wakeAll();
      }
    }

    @Override
    public void forget(Follower follower) {
      concerns.forget(follower.member());
    }

    @Override
    public void fencedBy(Link.NewerMaster newer) {
      fence(term + 1);
    }
  }
}
