package io.saleproof.cache;

/**
 * What a client that goes on from a token must not be served less than.
 *
 * @param minVersion of the thing itself; 0: any
 * @param minCovers the database's time that the answer must cover; 0: any
 * @param loadedSince when its loading must have begun at the earliest, milliseconds of the wall
 *     clock; 0: whenever
 */
public record Demand(long minVersion, long minCovers, long loadedSince) {

  /** Of a client without a token: the age bound is all. */
  public static final Demand NONE = new Demand(0, 0, 0);

  public boolean isMetBy(Entry entry) {
    return isMetBy(entry.stamp()) && entry.loadedAt() >= loadedSince;
  }

  /** The same but for the time of loading, of what is being loaded. */
  boolean isMetBy(Stamp stamp) {
    return Long.compareUnsigned(stamp.version(), minVersion) >= 0
        && Long.compareUnsigned(stamp.covers(), minCovers) >= 0;
  }
}
