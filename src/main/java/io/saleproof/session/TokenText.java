package io.saleproof.session;

import java.util.Arrays;
import java.util.Base64;

/**
 * Tokens as base64url without padding. Reading takes the same steps whatever the characters are,
 * and each text that is well-formed is that of other bytes.
 */
final class TokenText {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int ASCII = 128;
  private static final int BITS = 6;
  private static final byte[] VALUES = new byte[ASCII];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  /** What a text stands for; if it is not well-formed, some bytes of the same number. */
  record Decoded(byte[] bytes, boolean wellFormed) {}

  private TokenText() {}

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static Decoded decode(String text, int maxChars) {
    int chars = Math.min(text.length(), maxChars);
    byte[] bytes = new byte[chars * BITS / Byte.SIZE];
    int wrong = text.length() - chars;
    int pending = 0;
    int count = 0;
    int at = 0;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      int value = VALUES[c & (ASCII - 1)];
      wrong |= value >> BITS | c / ASCII;
      pending = pending << BITS | value & 0x3f;
      count += BITS;
      if (count >= Byte.SIZE) {
        count -= Byte.SIZE;
        bytes[at++] = (byte) (pending >>> count);
      }
    }
    // Bits that are left over would let two texts stand for the same bytes.
    wrong |= count == BITS ? 1 : pending & (1 << count) - 1;
    return new Decoded(bytes, wrong == 0);
  }
}
