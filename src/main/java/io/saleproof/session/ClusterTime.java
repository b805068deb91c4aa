package io.saleproof.session;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The database cluster's logical clock as one of its members has told it, with the signature that
 * it wants to see again. Opaque but for its order.
 *
 * @param time a BSON timestamp as unsigned 64 bits: seconds and increment; 0: none is known
 * @param hash the signature, exactly {@value #HASH_BYTES} bytes; all zero where the cluster does
 *     not sign
 * @param keyId the key that it was made with
 */
public record ClusterTime(long time, byte[] hash, long keyId) {

  /** The length of a signature. */
  public static final int HASH_BYTES = 20;

  /** No time at all: before every other. */
  public static final ClusterTime NONE = new ClusterTime(0, new byte[HASH_BYTES], 0);

  public ClusterTime {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("a signature has 20 bytes, not " + hash.length);
    }
    hash = hash.clone();
  }

  @Override
  public byte[] hash() {
    return hash.clone();
  }

  public boolean isNone() {
    return time == 0;
  }

  /** The later of the two, with its own signature. */
  public ClusterTime later(ClusterTime other) {
    return Long.compareUnsigned(other.time, time) > 0 ? other : this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterTime that
        && time == that.time
        && keyId == that.keyId
        && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(time) * 31 + Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return "ClusterTime[%d/%d, key %d, %s]"
        .formatted(time >>> 32, time & 0xffff_ffffL, keyId, HexFormat.of().formatHex(hash));
  }
}
