package io.saleproof.cache;

import org.jspecify.annotations.Nullable;

/** Whose turn it is to load a thing. */
public sealed interface Turn {

  /** Nobody's: another instance has just loaded it. */
  record Found(Entry entry) implements Turn {}

  /**
   * The caller's, until the lease runs out or is made void by a writer.
   *
   * @param before what is kept until now, too old to be served
   */
  record Lease(String token, @Nullable Entry before) implements Turn {}

  /** Another's, who is loading it now. */
  record Busy() implements Turn {}
}
