package io.saleproof.simulated;

import java.util.Comparator;
import java.util.Optional;

/**
 * Who becomes primary: a member that a majority votes for. Nobody votes for a candidate that lacks
 * something of its own history, so what a majority has is never lost.
 */
final class Elections {

  private final ReplicaSet set;
  private boolean held = true;

  Elections(ReplicaSet set) {
    this.set = set;
  }

  /** The primary steps down; whether another is elected is decided by {@link #hold}. */
  void depose() {
    held = false;
    set.changeRoles(null);
  }

  /** From now on there is a primary whenever a majority can elect one. */
  void hold() {
    held = true;
    settle();
  }

  /** Has the primary replaced by the best of the others; by itself if none of them can win. */
  void stepDown() {
    held = true;
    Optional<Member> former = set.primary();
    set.changeRoles(null);
    winner(former).ifPresentOrElse(set::changeRoles, this::settle);
  }

  /**
   * Elects this member.
   *
   * @throws IllegalStateException if a majority would not vote for it
   */
  void elect(Member candidate) {
    if (!canWin(candidate)) {
      throw new IllegalStateException("no majority votes for member " + candidate.number());
    }
    held = true;
    set.changeRoles(candidate);
  }

  /** After members have come or gone: a primary without a majority steps down, another may come. */
  void settle() {
    boolean reached = up() >= set.majority() && set.primary().map(Member::up).orElse(false);
    if (set.primary().isPresent() && !reached) {
      set.changeRoles(null);
    }
    if (held && set.primary().isEmpty()) {
      winner(Optional.empty()).ifPresent(set::changeRoles);
    }
  }

  private Optional<Member> winner(Optional<Member> excluded) {
    return set.members().stream()
        .filter(member -> excluded.filter(it -> it == member).isEmpty())
        .filter(this::canWin)
        .max(
            Comparator.comparing((Member member) -> member.log().last())
                .thenComparing(Comparator.comparingInt(Member::number).reversed()));
  }

  private boolean canWin(Member candidate) {
    return candidate.up()
        && set.members().stream()
                .filter(Member::up)
                .filter(voter -> voter.log().last().compareTo(candidate.log().last()) <= 0)
                .count()
            >= set.majority();
  }

  private long up() {
    return set.members().stream().filter(Member::up).count();
  }
}
