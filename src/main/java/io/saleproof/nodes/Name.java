package io.saleproof.nodes;

import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a pair: any Unicode text of 1 byte to 1 KiB in UTF-8. Names are ordered by their code
 * points, which is the order of their bytes, so Java and Redis agree on it.
 */
record Name(String text) implements Comparable<Name> {

  static final int MAX_BYTES = 1024;

  /**
   * @throws IllegalArgumentException if {@link #fault} finds one
   */
  Name {
    fault(text)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException("a name " + fault);
            });
  }

  /** What keeps this text from being a name, as the end of a sentence; empty if nothing does. */
  static Optional<String> fault(String text) {
    return Utf8.fault(text, 1, MAX_BYTES);
  }

  @Override
  public int compareTo(Name other) {
    return Arrays.compareUnsigned(Utf8.checked(text), Utf8.checked(other.text));
  }

  @Override
  public String toString() {
    return text;
  }
}
