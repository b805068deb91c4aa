package io.saleproof.log;

import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A master's right to its log: the log's name, a term that began when this process started, and
 * whether another master has begun a later one since. Safe for any thread.
 */
final class Reign {

  private static final Logger LOG = Logger.getLogger(Reign.class);

  private final LogFile file;
  private final String log;
  private final long term;
  private final String process = MemberState.newName();
  private volatile boolean over;

  private Reign(LogFile file) throws IOException {
    this.file = file;
    MemberState before = file.state();
    this.log = before.log() == null ? MemberState.newName() : before.log();
    this.term = before.term() + 1;
    file.append(before.following(log, term, process));
    file.flush();
  }

  /** Begins a term that is later than any that this file has seen, durably. */
  static Reign begin(LogFile file) throws IOException {
    return new Reign(file);
  }

  long term() {
    return term;
  }

  /** Whether secondaries follow a newer master. */
  boolean isOver() {
    return over;
  }

  /** A master of this later term has been heard of. */
  void end(long newerTerm) {
    if (!over) {
      over = true;
      LOG.errorf(
          "A master of term %s has taken over (this one has term %s): appends are refused",
          newerTerm, term);
    }
  }

  Wire.Welcome welcome() {
    return new Wire.Welcome(log, term, process);
  }

  Batch batch(long committed, List<LogRecord> messages) {
    return new Batch(log, term, process, committed, messages);
  }

  /**
   * Whether a secondary may be fed.
   *
   * @throws io.saleproof.http.ProblemException 409 if it has followed a newer master, or its
   *     messages are not the beginning of this log
   */
  void check(Wire.Registration registration) throws IOException {
    if (registration.log() != null && !registration.log().equals(log)) {
      throw conflict("The secondary belongs to another log; give it an empty folder");
    }
    if (registration.term() > term) {
      end(registration.term());
      throw conflict("The secondary has followed a newer master");
    }
    if (!holdsBeginning(registration)) {
      throw conflict(
          "The secondary's messages are not the beginning of this log (its last is "
              + registration.last()
              + "); give it an empty folder");
    }
  }

  private boolean holdsBeginning(Wire.Registration registration) throws IOException {
    if (registration.last() == 0) {
      return true;
    }
    List<LogRecord> same = file.read(registration.last(), registration.last(), 1, 1);
    return !same.isEmpty() && same.getFirst().checksum() == registration.checksum();
  }

  private static RuntimeException conflict(String detail) {
    return Problem.of(ProblemCode.CONFLICT, detail).asException();
  }
}
