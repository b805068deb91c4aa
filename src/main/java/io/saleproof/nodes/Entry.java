package io.saleproof.nodes;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a name: its value, or that it was removed (a tombstone), as of a version.
 *
 * @param value any Unicode text of at most 1 MiB in UTF-8, or {@code null} for a tombstone
 */
record Entry(Name name, Version version, @Nullable String value) {

  static final int MAX_VALUE_BYTES = 1 << 20;

  /**
   * @throws IllegalArgumentException if {@link #fault} finds one in the value
   */
  Entry {
    if (value != null) {
      fault(value)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException("a value " + fault);
              });
    }
  }

  /** What keeps this text from being a value, as the end of a sentence; empty if nothing does. */
  static Optional<String> fault(String value) {
    return Utf8.fault(value, 0, MAX_VALUE_BYTES);
  }

  static Entry live(Name name, Version version, String value) {
    return new Entry(name, version, value);
  }

  static Entry removed(Name name, Version version) {
    return new Entry(name, version, null);
  }

  /** How much of a bound of bytes it takes. */
  int bytes() {
    return value == null ? 0 : Utf8.checked(value).length;
  }

  boolean removed() {
    return value == null;
  }

  Summary summary() {
    return new Summary(name, version, removed(), Digests.of(this));
  }
}
