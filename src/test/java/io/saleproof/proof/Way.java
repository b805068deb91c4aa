package io.saleproof.proof;

import java.util.EnumSet;
import java.util.Set;

/** What can happen to an instance at one of its calls of the database. */
enum Way {
  /** The instance dies, and the call was never sent. */
  DIE_BEFORE,
  /** The call is done, and the instance dies before it hears so. */
  DIE_AFTER,
  /** The call is done; the instance is told that the connection broke. */
  LOSE_ANSWER,
  /** The call is not done; the instance is told that the connection broke. */
  LOSE_REQUEST,
  /** The call is not done; the instance is told that no server was to be found. */
  NO_SERVER,
  /** The instance sleeps before the call, is taken over, and wakes up. */
  PAUSE,
  /** The same, and so long that reservations run out meanwhile. */
  PAUSE_LONG;

  static final Set<Way> AT_WRITES = EnumSet.allOf(Way.class);

  /** To the sweep that mends a crash, these happen where it writes. */
  static final Set<Way> AT_WRITES_OF_SWEEPS = EnumSet.of(DIE_BEFORE, DIE_AFTER, PAUSE);

  /** Whether a read was done makes no difference. */
  static final Set<Way> AT_READS = EnumSet.of(DIE_BEFORE, LOSE_REQUEST, NO_SERVER, PAUSE);

  boolean pauses() {
    return this == PAUSE || this == PAUSE_LONG;
  }
}
