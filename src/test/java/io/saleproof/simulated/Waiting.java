package io.saleproof.simulated;

import java.util.function.BooleanSupplier;

/**
 * How one command waits at one server: as long as its client has asked for, and no longer than
 * client and server are there.
 */
final class Waiting {

  private final ReplicaSet set;
  private final BooleanSupplier gone;
  private final Deadline deadline;

  private Waiting(ReplicaSet set, BooleanSupplier gone, Deadline deadline) {
    this.set = set;
    this.gone = gone;
    this.deadline = deadline;
  }

  static Waiting at(Member member, Request request, ReplicaSet set) {
    Object process = member.process();
    return new Waiting(
        set,
        () -> !request.link().isOpen() || !member.up() || member.process() != process,
        request.deadline());
  }

  static Waiting atRouter(Request request, ReplicaSet set) {
    return new Waiting(set, () -> !request.link().isOpen(), request.deadline());
  }

  /**
   * @throws CommandFailure if the time is over first
   * @throws ConnectionCut if nobody would get the answer
   */
  void until(BooleanSupplier wanted) {
    if (!until(deadline, wanted)) {
      throw new CommandFailure(Codes.MAX_TIME_MS_EXPIRED, "operation exceeded time limit");
    }
  }

  /** The same with a bound that is sooner; tells whether it is so. */
  boolean until(Deadline sooner, BooleanSupplier wanted) {
    boolean done = set.guard().await(sooner.orSooner(deadline), orGone(wanted));
    return checked(done);
  }

  /** The same for what can be so only when roles have changed. */
  boolean untilNews(Deadline sooner, BooleanSupplier wanted) {
    boolean done = set.guard().awaitNews(sooner.orSooner(deadline), orGone(wanted));
    return checked(done);
  }

  private BooleanSupplier orGone(BooleanSupplier wanted) {
    return () -> gone.getAsBoolean() || wanted.getAsBoolean();
  }

  private boolean checked(boolean done) {
    if (gone.getAsBoolean()) {
      throw new ConnectionCut();
    }
    return done;
  }

  /** Whether the client's own bound is over. */
  boolean timedOut() {
    return deadline.passed();
  }
}
