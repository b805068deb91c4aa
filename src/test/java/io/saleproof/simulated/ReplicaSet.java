package io.saleproof.simulated;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The members, who of them is primary, and how writes get from it to the others. Everything happens
 * under one lock; commands that wait let go of it.
 */
final class ReplicaSet implements AutoCloseable {

  /** How many entries that all have committed are kept before they are forgotten. */
  private static final int FORGET_AT = 1_000;

  private final Guard guard = new Guard();
  private final List<Member> members;
  private final ClusterTimes times;
  private @Nullable Member primary;
  private long term;
  private long news;
  private long forgotten;
  private boolean open = true;

  ReplicaSet(List<String> addresses, Clock clock, boolean signed) {
    this.members =
        IntStream.range(0, addresses.size())
            .mapToObj(number -> new Member(number, addresses.get(number), clock))
            .toList();
    this.times = new ClusterTimes(clock, signed);
    Thread.ofVirtual().name("simulated-replication").start(this::followLater);
  }

  Guard guard() {
    return guard;
  }

  // ---- who is what

  List<Member> members() {
    return members;
  }

  ClusterTimes times() {
    return times;
  }

  Optional<Member> primary() {
    return Optional.ofNullable(primary);
  }

  boolean isPrimary(Member member) {
    return member == primary;
  }

  long term() {
    return term;
  }

  int majority() {
    return members.size() / 2 + 1;
  }

  /** Grows with every change of roles, or the driver would take news for old. */
  long news() {
    return news;
  }

  void changeRoles(@Nullable Member elected) {
    news++;
    primary = elected;
    if (elected != null) {
      term++;
      appendNothing();
    }
    advance();
    guard.wakeAll();
  }

  // ---- writes

  /** Adds what the primary has just done to its history, and has the others follow. */
  void append(List<Change> changes, @Nullable Retryable retryable) {
    Entry entry = new Entry(new OpTime(term, times.tick()), System.nanoTime(), changes, retryable);
    primary().orElseThrow().add(entry);
    advance();
  }

  /** Has the history go on, so that all can know how late it is. */
  void appendNothing() {
    append(List.of(), null);
  }

  /** Lets the members follow as far as they may by now, and all waiting look again. */
  void advance() {
    long now = System.nanoTime();
    boolean behind = false;
    for (Member member : members) {
      behind |= following(member) && Following.isBehind(member, primary, now);
    }
    commit();
    guard.wake();
    if (behind) {
      guard.wakeLater();
    }
  }

  private boolean following(Member member) {
    return primary != null && member != primary && member.up() && !member.frozen();
  }

  /** What a majority has, counting from this term's first entry, no later primary can lack. */
  private void commit() {
    if (primary == null) {
      return;
    }
    Member leader = primary;
    long[] held =
        members.stream().mapToLong(it -> it.log().inCommonWith(leader.log())).sorted().toArray();
    long byMajority = held[members.size() - majority()];
    if (byMajority > leader.committed() && leader.log().get(byMajority - 1).at().term() == term) {
      leader.learnCommitted(byMajority);
      forget();
    }
    members.stream()
        .filter(this::following)
        .forEach(
            it ->
                it.learnCommitted(
                    Math.min(leader.committed(), it.log().inCommonWith(leader.log()))));
  }

  /** How many members have this many entries of the primary's history. */
  long holders(Member leader, long entries) {
    return members.stream().filter(it -> it.log().inCommonWith(leader.log()) >= entries).count();
  }

  private void forget() {
    long everywhere = members.stream().mapToLong(Member::committed).min().orElse(0);
    if (everywhere - forgotten >= FORGET_AT) {
      members.forEach(member -> member.log().forget(everywhere));
      forgotten = everywhere;
    }
  }

  // ---- lag

  /** Follows for those who lag, as soon as they may. */
  private void followLater() {
    guard.locked(
        () -> {
          while (open) {
            advance();
            guard.sleep(nanosToNext());
          }
        });
  }

  private long nanosToNext() {
    long now = System.nanoTime();
    return members.stream()
        .filter(this::following)
        .mapToLong(member -> Following.nanosToNext(member, primary, now))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    guard.locked(
        () -> {
          open = false;
          guard.wakeLater();
          guard.wakeAll();
        });
  }
}
