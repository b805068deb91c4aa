package io.saleproof.cache;

/** What goes wrong in a {@link World}. */
enum Fault {
  /** The key is evicted from Redis. */
  EVICTED,
  /** Redis is started anew, empty. */
  RESTARTED,
  /** A replica that has not had Redis' last change is promoted. */
  PROMOTED,
  /** A lease runs out. */
  LEASE_OVER,
  /** So much time passes that whatever is kept is too old. */
  EXPIRED,
  /** The first instance's memory has to make room. */
  FORGOTTEN,
  /** A step at Redis does not take place. */
  STEP_FAILS,
  /** A step at Redis takes place, but its answer is lost. */
  ANSWER_LOST,
  /** The first instance's subscription breaks; it will be made anew. */
  DISCONNECTED,
  /** A replica answers that has not had the database's last change. */
  REPLICA_BEHIND
}
