package io.saleproof.store;

import com.mongodb.MongoException;
import io.saleproof.cache.Loader;
import io.saleproof.session.RequestSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads of which it is known what they cover: all that was in the database up to some time, and
 * nothing that came after another. A replica may answer that is far enough.
 */
final class DatedReads {

  /** How far what is read may lag behind what this instance knows of the database's time. */
  private static final Duration CURRENT_ENOUGH = Duration.ofSeconds(1);

  private final CausalSessions sessions;
  private final CausalReads displayed;
  private final Clock clock;
  private final Duration oldestWithoutPrimary;

  /**
   * @param oldestWithoutPrimary how far a secondary may be behind that is read because there is no
   *     primary
   */
  DatedReads(
      CausalSessions sessions, CausalReads displayed, Clock clock, Duration oldestWithoutPrimary) {
    this.sessions = sessions;
    this.displayed = displayed;
    this.clock = clock;
    this.oldestWithoutPrimary = oldestWithoutPrimary;
  }

  /** Whether what is read needn't be newer than what this instance knows of anyway. */
  boolean isKnown(long atLeast) {
    return atLeast != Loader.CURRENT
        && (!sessions.areCausal() || Long.compareUnsigned(atLeast, sessions.timeTold()) <= 0);
  }

  /**
   * Reads, and says of what time that is.
   *
   * @param atLeast what it must have, as the database's time; {@link Loader#CURRENT}: all
   * @param read must have no effects: it may be done more than once
   * @param missing of what is read from a replica: that the primary is to be asked for it
   */
  <T> Dated<T> dated(long atLeast, Supplier<T> read, Predicate<? super T> missing) {
    CausalSession session = sessions.current();
    if (session == null) {
      // One server has what was written before the reading began, and nothing can be said of later.
      long begun = clock.millis();
      return new Dated<>(read.get(), begun, clock.millis() + 1);
    }
    boolean current = atLeast == Loader.CURRENT;
    try {
      return dated(session, current ? 0 : atLeast, current, read, missing);
    } catch (MongoException failure) {
      if (!CausalSession.REFUSES_TIMES.contains(failure.getCode())) {
        throw failure;
      }
      // The database is not the one whose times are known here, as after a restore.
      sessions.forgetTime();
      return RequestSession.alone(
          clock,
          () -> dated(Objects.requireNonNull(sessions.current()), 0, current, read, missing));
    }
  }

  private <T> Dated<T> dated(
      CausalSession session,
      long atLeast,
      boolean current,
      Supplier<T> read,
      Predicate<? super T> missing) {
    session.goOnFromClaimed(atLeast);
    long told = sessions.timeToldWithin(CURRENT_ENOUGH);
    if (told == 0) {
      sessions.askForTime(session);
    } else {
      session.goOnFrom(told);
    }
    long covers = session.operationTime();
    T found = current ? session.onPrimary(read) : displayed.display(read, missing);
    if (Long.compareUnsigned(session.operationTime(), covers) < 0) {
      // The token was refused and dropped on the way: its times say nothing of what was read.
      covers = 0;
    }
    if (!current && isOlder(covers, oldestWithoutPrimary)) {
      return dated(session, atLeast, true, read, missing);
    }
    return new Dated<>(found, covers, session.operationTime());
  }

  private boolean isOlder(long time, Duration bound) {
    return Instant.ofEpochSecond(time >>> Integer.SIZE).isBefore(clock.instant().minus(bound));
  }
}
