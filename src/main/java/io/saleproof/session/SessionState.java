package io.saleproof.session;

/**
 * What a client's token says of it.
 *
 * @param times what it must have of the database
 * @param things what it must have of what is cached
 */
record SessionState(SessionTimes times, SeenThings things) {

  static final SessionState NONE = new SessionState(SessionTimes.NONE, SeenThings.NONE);
}
