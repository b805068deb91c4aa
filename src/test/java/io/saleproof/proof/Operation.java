package io.saleproof.proof;

import org.jspecify.annotations.Nullable;

/**
 * An operation that a client saw: what it asked, what it was told, and when, by a clock that all
 * clients share.
 *
 * @param output null: it was told nothing; the operation may take effect at any later time, or
 *     never
 * @param returned {@link #NEVER} if it was told nothing
 */
record Operation<I, O>(int client, I input, @Nullable O output, long invoked, long returned) {

  static final long NEVER = Long.MAX_VALUE;

  Operation {
    if (invoked >= returned || (output == null) != (returned == NEVER)) {
      throw new IllegalArgumentException("an operation ends after it began, or never");
    }
  }

  @Override
  public String toString() {
    return "client "
        + client
        + " ["
        + invoked
        + ", "
        + (output == null ? "?" : returned)
        + "] "
        + input
        + " -> "
        + (output == null ? "?" : output);
  }
}
