package io.saleproof.nodes;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Digests by range of names, as in a Merkle tree of two levels: a name falls into one of 4,096
 * leaves by its hash, 16 leaves make a group. The digest of a leaf or group is the exclusive or of
 * its entries' digests, so a change costs the same whatever the number of pairs, and two nodes find
 * what differs by comparing 256 groups, then the leaves of those that differ, then names.
 */
final class Digests {

  /** The digest of nothing; stores leave such leaves and groups out. */
  static final String NONE = "0000000000000000";

  static final int LEAF_DIGITS = 3;
  static final int GROUP_DIGITS = 2;

  private static final int HEX = 16;

  private Digests() {}

  /** Of a whole entry: two entries with the same digest are the same. */
  static String of(Entry entry) {
    MessageDigest sha = digest("SHA-256");
    update(sha, entry.name().text());
    update(sha, entry.version().text());
    String value = entry.value();
    if (value != null) {
      update(sha, value);
    }
    return HexFormat.of().toHexDigits(ByteBuffer.wrap(sha.digest()).getLong());
  }

  private static void update(MessageDigest sha, String text) {
    byte[] bytes = Utf8.checked(text);
    // The length first, so that no two lists of texts give the same bytes.
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }

  /** The leaf of a name: three hexadecimal digits, of which the first two are its group. */
  static String leaf(Name name) {
    byte[] hash = digest("SHA-1").digest(Utf8.checked(name.text()));
    return HexFormat.of().formatHex(hash).substring(0, LEAF_DIGITS);
  }

  static String exclusiveOr(String left, String right) {
    return HexFormat.of()
        .toHexDigits(Long.parseUnsignedLong(left, HEX) ^ Long.parseUnsignedLong(right, HEX));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
