package io.saleproof.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was read to be kept and shown.
 *
 * @param version grows with each change of the thing; {@link #TIMED} if it has none
 * @param absent whether it isn't there
 * @param body the answer's bytes
 * @param tag the entity tag without quotes, equal for equal bodies
 * @param next the cursor of the next page, if there is one
 * @param changedAt when an instance's clock says that it became what it is; null: unknown
 */
public record Shown(
    long version,
    boolean absent,
    byte[] body,
    String tag,
    @Nullable String next,
    @Nullable Instant changedAt) {

  /** Of things that have no version: the time that they cover takes its place. */
  public static final long TIMED = -1;

  private static final byte[] NOTHING = new byte[0];

  /** A thing of a version. */
  public static Shown of(long version, byte[] body, String tag, Instant changedAt) {
    return new Shown(version, false, body, tag, null, changedAt);
  }

  /** That a thing is missing, as of a version that is later than all it had before. */
  public static Shown nothing(long version) {
    return new Shown(version, true, NOTHING, "", null, null);
  }

  /** A thing without a version. */
  public static Shown timed(byte[] body, String tag, @Nullable String next) {
    return new Shown(TIMED, false, body, tag, next, null);
  }
}
