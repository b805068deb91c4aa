package io.saleproof.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record of a member's file and of the stream between members. Big-endian: length of the
 * payload (4 bytes), CRC-32C of all that follows (4), checksum of the message before (4), number
 * (8), term (8), write concern (4), payload. A message names the checksum of the one before it, so
 * two members whose last records agree hold the same list. A record without a number is the
 * member's own state and belongs to no list.
 *
 * @param payload must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Identity is the checksum's matter; nobody compares.
record LogRecord(int checksum, int previous, long number, long term, int w, byte[] payload) {

  static final int HEADER_BYTES = 32;

  /** The largest text of a message, as UTF-8. */
  static final int MAX_PAYLOAD_BYTES = 256 * 1024;

  /** The checksum before the first message. */
  static final int NO_CHECKSUM = 0;

  private static final int AFTER_CHECKSUM = 8;

  static LogRecord message(int previous, long number, long term, int w, byte[] payload) {
    if (number < 1 || w < 1 || payload.length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("no message: number " + number + ", w " + w);
    }
    return withChecksum(previous, number, term, w, payload);
  }

  static LogRecord state(byte[] payload) {
    return withChecksum(NO_CHECKSUM, 0, 0, 0, payload);
  }

  private static LogRecord withChecksum(
      int previous, long number, long term, int w, byte[] payload) {
    LogRecord unsigned = new LogRecord(0, previous, number, term, w, payload);
    ByteBuffer bytes = ByteBuffer.allocate(unsigned.bytes());
    unsigned.write(bytes);
    return new LogRecord(checksumOf(bytes.flip()), previous, number, term, w, payload);
  }

  boolean isMessage() {
    return number > 0;
  }

  String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  int bytes() {
    return HEADER_BYTES + payload.length;
  }

  void write(ByteBuffer into) {
    into.putInt(payload.length).putInt(checksum).putInt(previous).putLong(number).putLong(term);
    into.putInt(w).put(payload);
  }

  /**
   * Reads the record at the buffer's position and moves behind it.
   *
   * @return {@code null}, and the position as it was, if no whole record with the right checksum is
   *     there
   */
  static @Nullable LogRecord read(ByteBuffer from) {
    int length = lengthAt(from);
    if (length < 0 || from.remaining() < HEADER_BYTES + length) {
      return null;
    }
    ByteBuffer all = from.slice(from.position(), HEADER_BYTES + length);
    int checksum = all.getInt(Integer.BYTES);
    if (checksumOf(all) != checksum) {
      return null;
    }
    all.position(AFTER_CHECKSUM);
    int previous = all.getInt();
    long number = all.getLong();
    long term = all.getLong();
    int w = all.getInt();
    byte[] payload = new byte[length];
    all.get(payload);
    from.position(from.position() + HEADER_BYTES + length);
    return new LogRecord(checksum, previous, number, term, w, payload);
  }

  /** The payload's length that the header at the buffer's position tells; -1 if it can't be one. */
  static int lengthAt(ByteBuffer from) {
    if (from.remaining() < HEADER_BYTES) {
      return -1;
    }
    int length = from.getInt(from.position());
    return length > MAX_PAYLOAD_BYTES ? -1 : length;
  }

  /** The number that the header at the buffer's position tells, unchecked. */
  static long numberAt(ByteBuffer from) {
    return from.getLong(from.position() + AFTER_CHECKSUM + Integer.BYTES);
  }

  private static int checksumOf(ByteBuffer all) {
    CRC32C crc = new CRC32C();
    crc.update(all.slice(AFTER_CHECKSUM, all.limit() - AFTER_CHECKSUM));
    return (int) crc.getValue();
  }
}
