package io.saleproof.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a loader has read, or a writer has written.
 *
 * @param stamp which state it is; {@link Stamp#covers} must not be later than what was read
 * @param since the database's time by which it was so, at the latest: that of the answer or the
 *     write; a client that is shown it has seen everything up to then
 * @param body the answer's bytes; empty if absent
 * @param tag the entity tag without quotes; equal for equal bodies
 * @param next the cursor of the next page, if it is a page and there is one
 */
public record Loaded(Stamp stamp, long since, byte[] body, String tag, @Nullable String next) {

  /** That the thing isn't there: answered with 404. */
  public static Loaded absent(Stamp stamp, long since) {
    return new Loaded(stamp, since, new byte[0], "", null);
  }
}
