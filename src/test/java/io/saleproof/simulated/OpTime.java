package io.saleproof.simulated;

/**
 * A place in the history. Two primaries may write at the same time of the clock, so the term comes
 * first.
 *
 * @param term the election that made the primary which wrote
 * @param time cluster time: seconds in the upper half, a counter in the lower
 */
record OpTime(long term, long time) implements Comparable<OpTime> {

  static final OpTime NONE = new OpTime(0, 0);

  @Override
  public int compareTo(OpTime other) {
    int byTerm = Long.compare(term, other.term);
    return byTerm != 0 ? byTerm : Long.compareUnsigned(time, other.time);
  }
}
