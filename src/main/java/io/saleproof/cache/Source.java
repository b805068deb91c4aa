package io.saleproof.cache;

/** Where an answer has come from. */
public enum Source {
  /** From this process. */
  MEMORY,
  /** From Redis. */
  REDIS,
  /** It was read for this request. */
  LOADED,
  /** Another request was reading it. */
  JOINED,
  /** Within its age bound, though it may have changed: it could not be read anew in time. */
  STALE
}
