package io.saleproof.store;

/** Ends a block of reads that replicas can't go on with; it is done anew on the primary. */
final class NotFromReplica extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is the matter. */
  enum Why {
    /** The time is up. */
    BEHIND,
    /** The block came to write, and what decides a write is read from the primary. */
    WRITES,
    /** The token was of no use, and who has none reads from the primary. */
    TOKEN_DROPPED
  }

  private final Why why;

  NotFromReplica(Why why) {
    super(why.name(), null, false, false);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
