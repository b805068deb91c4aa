package io.saleproof.sessions;

/** What a history must keep. */
enum Guarantee {
  /** What a client has written it sees from then on, or something newer. */
  READ_YOUR_WRITES,
  /** What a client has been shown it sees from then on, or something newer. */
  MONOTONIC_READS,
  /** Whoever sees a client's write sees that client's earlier writes, too. */
  MONOTONIC_WRITES,
  /** Whoever sees a client's write sees what that client had been shown before it, too. */
  WRITES_FOLLOW_READS,
  /** What anybody has been told to exist is never said to be missing. */
  WHAT_EXISTS_IS_FOUND,
  /** What was acknowledged stays, and no version stands for two contents. */
  NOTHING_LOST,
  /** Each answer has a token, which says no less than the one that was sent; none is ignored. */
  TOKENS_GO_ON,
  /** Every answer is one that the API knows. */
  NO_FAULT
}
