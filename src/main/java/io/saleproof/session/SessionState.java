package io.saleproof.session;

import java.time.Instant;

/**
 * What a client's token says of it.
 *
 * @param times what it must have of the database
 * @param things what it must have of what is cached
 */
record SessionState(SessionTimes times, SeenThings things) {

  static final SessionState NONE = new SessionState(SessionTimes.NONE, SeenThings.NONE);

  SessionState and(SessionState other) {
    return new SessionState(times.later(other.times), things.and(other.things));
  }

  /** Without what was seen of cached things before this time. */
  SessionState since(Instant oldest) {
    return new SessionState(times, things.since(oldest.toEpochMilli()));
  }
}
