package io.saleproof.simulated;

import org.jspecify.annotations.Nullable;

/** How a secondary gets the primary's history. */
final class Following {

  private Following() {}

  /**
   * Takes over what is old enough for the member's lag, after giving up what the primary does not
   * have.
   *
   * @return whether there is more, for later
   */
  static boolean isBehind(Member member, @Nullable Member primary, long now) {
    if (primary == null) {
      return false;
    }
    long common = member.log().inCommonWith(primary.log());
    if (common < member.log().end()) {
      member.rollBack(common);
    }
    while (nanosToNext(member, primary, now) <= 0) {
      member.follow(primary.log().get(member.log().end()));
    }
    return member.log().end() < primary.log().end();
  }

  /** When the next entry may be taken over: not above zero, now; the largest number, none yet. */
  static long nanosToNext(Member member, @Nullable Member primary, long now) {
    if (primary == null || member.log().end() >= primary.log().end()) {
      return Long.MAX_VALUE;
    }
    Entry next = primary.log().get(member.log().end());
    return next.writtenNanos() + member.lag().toNanos() - now;
  }
}
