package io.saleproof.embedded;

import java.util.Arrays;

/**
 * Bytes that stand for a value, or for several values one after the other. Values that the server
 * holds equal have equal bytes, and the bytes of one value never begin those of another, so keys
 * can be joined and searched by prefix.
 */
final class Key implements Comparable<Key> {
  /** Above every first byte that {@link KeyWriter} writes. */
  private static final byte ABOVE_ALL = (byte) 0xff;

  private final byte[] bytes;

  /** Takes the array over: the caller must not change it afterwards. */
  Key(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes themselves; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  Key then(Key next) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + next.bytes.length);
    System.arraycopy(next.bytes, 0, joined, bytes.length, next.bytes.length);
    return new Key(joined);
  }

  /** What follows the first {@code length} bytes. */
  Key after(int length) {
    return new Key(Arrays.copyOfRange(bytes, length, bytes.length));
  }

  /** A key above all that begin with this one, and below all other larger ones. */
  Key endOfPrefix() {
    byte[] end = Arrays.copyOf(bytes, bytes.length + 1);
    end[bytes.length] = ABOVE_ALL;
    return new Key(end);
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
