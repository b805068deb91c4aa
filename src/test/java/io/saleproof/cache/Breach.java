package io.saleproof.cache;

import java.util.List;

/** A promise was broken, and how it came to that. */
final class Breach extends AssertionError {

  private static final long serialVersionUID = 1L;

  Breach(String promise, List<String> told) {
    super(promise + " after:\n  " + String.join("\n  ", told));
  }
}
