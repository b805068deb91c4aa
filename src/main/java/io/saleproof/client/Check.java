package io.saleproof.client;

import java.util.List;

/**
 * One promise looked at after a replay.
 *
 * @param subjects how many things were looked at
 * @param mistakes a sentence for each that breaks the promise
 */
record Check(String promise, long subjects, List<String> mistakes) {
  Check {
    mistakes = List.copyOf(mistakes);
  }

  boolean holds() {
    return mistakes.isEmpty();
  }
}
