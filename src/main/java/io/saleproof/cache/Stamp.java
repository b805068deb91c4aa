package io.saleproof.cache;

/**
 * Which state of a thing something shows. What has no version of its own, such as a page, takes for
 * its version the database time that it {@link #covers}.
 *
 * @param version grows with every change of the thing; at least 0
 * @param absent whether the thing was missing, or deleted after this version
 * @param covers the database's time up to which every write is in it; of a single server, which has
 *     no such time, milliseconds of the wall clock; 0: unknown
 */
public record Stamp(long version, boolean absent, long covers) implements Comparable<Stamp> {

  private static final int TIME_BITS = 40;

  /** Of a thing that is there. */
  public static Stamp of(long version, long covers) {
    return new Stamp(version, false, covers);
  }

  /** Of a thing without a version. */
  public static Stamp at(long covers) {
    return new Stamp(covers, false, covers);
  }

  /** Of a thing that was deleted after this version, or has never been there (0). */
  public static Stamp gone(long version, long covers) {
    return new Stamp(version, true, covers);
  }

  /**
   * Whether it is of a thing without a version, which is bounded by its age: times have at least 41
   * bits, which versions, counted from 1, never come to.
   */
  boolean isTimed() {
    return !absent && version == covers && version >>> TIME_BITS != 0;
  }

  /** Whether it shows an older state; what covers less of the same version does not. */
  public boolean precedes(Stamp other) {
    int order = Long.compareUnsigned(version, other.version);
    return order < 0 || (order == 0 && !absent && other.absent);
  }

  /** By version, the absence after the presence, then by what is covered. */
  @Override
  public int compareTo(Stamp other) {
    if (precedes(other)) {
      return -1;
    }
    return other.precedes(this) ? 1 : Long.compareUnsigned(covers, other.covers);
  }
}
