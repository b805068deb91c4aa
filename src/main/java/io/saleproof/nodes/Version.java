package io.saleproof.nodes;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * When and where a pair was written: a time of the {@link HybridClock}, and the node's name, which
 * decides between two nodes that wrote at the same time. Versions are in one total order, which is
 * that of their texts' bytes too.
 *
 * @param millis since 1970, of the hybrid clock, which may be ahead of any wall clock
 * @param count how many earlier versions share these milliseconds, 0 to 65,535
 * @param node who wrote
 */
record Version(long millis, int count, String node) implements Comparable<Version> {

  static final long MAX_MILLIS = (1L << 48) - 1;
  static final int MAX_COUNT = 0xFFFF;

  /** Of the year 6429: no clock is so wrong, and every clock still has as long again to go on. */
  private static final long CREDIBLE_MILLIS = 1L << 47;

  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{16}-" + NODE.pattern());
  private static final int MILLIS_DIGITS = 12;
  private static final int TIME_DIGITS = 16;
  private static final int HEX = 16;

  private static final Comparator<Version> ORDER =
      Comparator.comparingLong(Version::millis)
          .thenComparingInt(Version::count)
          .thenComparing(Version::node);

  Version {
    if (millis < 0 || millis > MAX_MILLIS || count < 0 || count > MAX_COUNT || !isNode(node)) {
      throw new IllegalArgumentException("no version: " + millis + ", " + count + ", " + node);
    }
  }

  /** Whether this may be the name of a node: letters, digits and {@code . _ -}, at most 63. */
  static boolean isNode(String name) {
    return NODE.matcher(name).matches();
  }

  /**
   * @throws IllegalArgumentException if the text is not one that {@link #text} made
   */
  static Version parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("no version: " + text);
    }
    return new Version(
        Long.parseLong(text.substring(0, MILLIS_DIGITS), HEX),
        Integer.parseInt(text.substring(MILLIS_DIGITS, TIME_DIGITS), HEX),
        text.substring(TIME_DIGITS + 1));
  }

  /**
   * Whether a clock may have given it; what is later is damage, and would end all clocks' range.
   */
  boolean isCredible() {
    return millis < CREDIBLE_MILLIS;
  }

  /** 12 digits of milliseconds and 4 of the count in hexadecimal, a hyphen, the node. */
  String text() {
    return "%012x%04x-%s".formatted(millis, count, node);
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text();
  }
}
