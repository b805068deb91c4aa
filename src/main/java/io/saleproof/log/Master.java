package io.saleproof.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gives every message its number and a place on its own disk, has it carried to the secondaries,
 * and tells clients when as many members hold it as they asked for. What is on disk goes to the
 * secondaries, never what is not: so no number ever stands for two messages.
 */
final class Master implements Shows, AutoCloseable {

  /** How many clients may wait for other members; one more is told to come back. */
  static final int MAX_WAITING = 20_000;

  private static final int NO_BOUND = Integer.MAX_VALUE;

  private final LogFile file;
  private final GroupWriter writer;
  private final WriteConcerns concerns;
  private final Followers followers;
  private final MasterSettings settings;
  private final Reign reign;

  private Master(
      LogFile file,
      MasterSettings settings,
      Followers.Links links,
      LogTimes times,
      MeterRegistry meters)
      throws IOException {
    this.file = file;
    this.settings = settings;
    long committed = file.state().committed();
    this.reign = Reign.begin(file);
    this.concerns =
        new WriteConcerns(
            (from, upTo, count) -> file.read(from, upTo, NO_BOUND, count),
            file.durable(),
            committed);
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
    if (reign.isOver()) {
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
        changed -> changed.appendMessage(reign.term(), w, payload));
  }

  /** Completes when so many members hold the message; to be cancelled by who stops waiting. */
  CompletableFuture<Void> await(long number, int w) {
    return concerns.await(number, w);
  }

  /** Ends every wait: the clients are told their numbers, and ask elsewhere or later. */
  void endWaits() {
    concerns.end();
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
    return reign.term();
  }

  MasterSettings settings() {
    return settings;
  }

  List<Follower> followers() {
    return followers.all();
  }

  /** Whether secondaries follow a newer master. */
  boolean isFenced() {
    return reign.isOver();
  }

  boolean takesAppends() {
    return !reign.isOver() && settings.suffices(1 + followers.alive());
  }

  /** Whether the disk takes writes. */
  boolean isSound() {
    return writer.isSound() && !writer.isFull();
  }

  /**
   * Takes a secondary in, or back.
   *
   * @throws io.saleproof.http.ProblemException 409 if its messages are not the beginning of this
   *     log
   */
  Wire.Welcome register(Wire.Registration registration) throws IOException {
    reign.check(registration);
    followers.take(registration);
    return reign.welcome();
  }

  /** Keeps what a restart should know; to be called now and then. */
  void keepState() {
    MemberState kept = file.state();
    boolean news = kept.committed() < concerns.committed() || kept.durable() < file.durable();
    // On a full disk this finds out when there is room again.
    if (writer.isSound() && (news || writer.isFull())) {
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
      return reign.batch(
          committed, file.read(number + 1, file.durable(), Wire.BATCH_BYTES, NO_BOUND));
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
      reign.end(newer.term());
    }
  }
}
