package io.saleproof.sessions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one client must be shown of each thing from now on: the version that it has written, read,
 * or that something depends on which it has read, or a later one.
 */
final class Knowledge {

  /** How many things a client remembers; who forgets demands less. */
  private static final int REMEMBERED = 400;

  /** How many things a write says it depends on: those that its client learned of last. */
  private static final int DEPENDENCIES = 12;

  private record Fact(long version, Guarantee demandedBy) {}

  private final Map<String, Fact> facts = new LinkedHashMap<>();

  /** The oldest version that may be shown; 0: any, or none. */
  long least(String thing) {
    Fact fact = facts.get(thing);
    return fact == null ? 0 : fact.version;
  }

  /** Which guarantee does not allow this version to be shown. */
  Optional<Guarantee> brokenBy(String thing, long shown) {
    Fact fact = facts.get(thing);
    return fact == null || shown >= fact.version ? Optional.empty() : Optional.of(fact.demandedBy);
  }

  void wrote(String thing, long version) {
    learn(thing, version, Guarantee.READ_YOUR_WRITES);
  }

  void read(String thing, long version) {
    learn(thing, version, Guarantee.MONOTONIC_READS);
  }

  private void learn(String thing, long version, Guarantee demandedBy) {
    if (version > least(thing)) {
      facts.remove(thing);
      facts.put(thing, new Fact(version, demandedBy));
      if (facts.size() > REMEMBERED) {
        Iterator<String> oldest = facts.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** What a write of this client depends on, for those who read it. */
  String dependencies() {
    List<String> words = new ArrayList<>();
    facts.forEach(
        (thing, fact) ->
            words.add(
                thing
                    + "="
                    + fact.version
                    + (fact.demandedBy == Guarantee.READ_YOUR_WRITES ? "w" : "r")));
    return String.join(" ", words.subList(Math.max(0, words.size() - DEPENDENCIES), words.size()));
  }

  /** The client has read a write that depends on these. */
  void follow(String dependencies) {
    for (String word : dependencies.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        learn(
            word.substring(0, equals),
            Long.parseLong(word.substring(equals + 1, word.length() - 1)),
            word.endsWith("w") ? Guarantee.MONOTONIC_WRITES : Guarantee.WRITES_FOLLOW_READS);
      }
    }
  }
}
