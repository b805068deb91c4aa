package io.saleproof.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is to go wrong with the next command of a kind. Each happens once. Under the lock. */
final class Faults {

  private final List<Fault> planned = new ArrayList<>();

  /** When and how. */
  sealed interface Way {

    /** Answered with an error, nothing done. */
    record Refused(int code, List<String> labels) implements Way {}

    /** Done, but the answer says that the write concern was missed. */
    record Unconfirmed(int code) implements Way {}

    /** The connection is cut, nothing done. */
    record CutBefore() implements Way {}

    /** Done, but the connection is cut instead of an answer. */
    record CutAfter() implements Way {}
  }

  private record Fault(Predicate<SeenCommand> command, Way way) {}

  void plan(Predicate<SeenCommand> command, Way way) {
    planned.add(new Fault(command, way));
  }

  Optional<Way> take(SeenCommand command) {
    Optional<Fault> fault = planned.stream().filter(it -> it.command().test(command)).findFirst();
    fault.ifPresent(planned::remove);
    return fault.map(Fault::way);
  }

  boolean none() {
    return planned.isEmpty();
  }
}
