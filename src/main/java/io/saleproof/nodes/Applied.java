package io.saleproof.nodes;

/** What became of an entry that a store was given. */
sealed interface Applied {

  /** It stands now, and whatever it brings with it (jobs, digests) was written with it. */
  record Written() implements Applied {}

  /** It stood there already. */
  record Repeated() implements Applied {}

  /** A later one stands, of this version, and nothing was changed. */
  record Older(Version standing) implements Applied {}

  /** It was a removal by a client of what is not there. */
  record Missing() implements Applied {}

  /**
   * Nothing is known of its name, and its version is so old that the name's tombstone may have been
   * dropped: it is not believed, as it might be a removed pair that comes back.
   */
  record TooOld() implements Applied {}
}
