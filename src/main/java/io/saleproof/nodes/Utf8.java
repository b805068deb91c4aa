package io.saleproof.nodes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Text and its bytes, neither of them ever repaired: what is no Unicode text is said to be none.
 */
final class Utf8 {

  private Utf8() {}

  /** The bytes of this text; empty if it has half a character (a lone surrogate). */
  static Optional<byte[]> bytes(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return Optional.of(bytes);
    } catch (CharacterCodingException half) {
      return Optional.empty();
    }
  }

  /** The text of these bytes; empty if they are not UTF-8. */
  static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException broken) {
      return Optional.empty();
    }
  }

  /** What is wrong with a text that may have so many bytes; empty if nothing is. */
  static Optional<String> fault(String text, int minBytes, int maxBytes) {
    Optional<byte[]> bytes = bytes(text);
    if (bytes.isEmpty()) {
      return Optional.of("is not Unicode text");
    }
    int length = bytes.get().length;
    if (length < minBytes) {
      return Optional.of("must not be empty");
    }
    return length > maxBytes
        ? Optional.of("has " + length + " bytes in UTF-8; at most " + maxBytes + " are kept")
        : Optional.empty();
  }

  /** The bytes of a text that was checked before. */
  static byte[] checked(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
