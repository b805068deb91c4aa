package io.saleproof.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The messages in a member's file, read by other code than the member's own: what a file says, not
 * what its member says. Any thread may ask while one reads on.
 */
final class StoredMessages {

  private static final int HEADER = 32;

  /** One message as it lies in the file. */
  record Stored(long number, int w, String text) {}

  private final List<Stored> messages = new ArrayList<>();
  private int end;
  private int lastChecksum;

  static StoredMessages of(byte[] file) {
    StoredMessages messages = new StoredMessages();
    messages.read(file, file.length);
    return messages;
  }

  /** Reads on from where it was, up to this length, or to the first record that is not whole. */
  synchronized void read(byte[] file, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(file, 0, length);
    while (length - end >= HEADER) {
      int payload = bytes.getInt(end);
      if (payload < 0 || payload > length - end - HEADER) {
        return;
      }
      CRC32C crc = new CRC32C();
      crc.update(file, end + 8, HEADER - 8 + payload);
      if ((int) crc.getValue() != bytes.getInt(end + 4)) {
        return;
      }
      long number = bytes.getLong(end + 12);
      if (number > 0) {
        lastChecksum = bytes.getInt(end + 4);
        add(
            new Stored(
                number,
                bytes.getInt(end + 28),
                new String(file, end + HEADER, payload, StandardCharsets.UTF_8)));
      }
      end += HEADER + payload;
    }
  }

  /** The same for a file of which only the end is new. */
  synchronized void readOn(RandomAccessFile file) throws IOException {
    byte[] more = new byte[(int) Math.max(0, file.length() - end)];
    file.seek(end);
    int count = 0;
    while (count < more.length) {
      int part = file.read(more, count, more.length - count);
      if (part < 0) {
        break;
      }
      count += part;
    }
    int before = end;
    end = 0;
    try {
      read(more, count);
    } finally {
      end += before;
    }
  }

  private void add(Stored message) {
    if (message.number() != messages.size() + 1) {
      throw new AssertionError(
          "the file has message " + message.number() + " after " + messages.size());
    }
    messages.add(message);
  }

  /** The record that would come next, with this payload. */
  synchronized byte[] next(byte[] payload) {
    ByteBuffer record = ByteBuffer.allocate(HEADER + payload.length).putInt(payload.length);
    record.putInt(0).putInt(lastChecksum).putLong(messages.size() + 1L).putLong(1).putInt(1);
    record.put(payload);
    CRC32C crc = new CRC32C();
    crc.update(record.array(), 8, record.capacity() - 8);
    return record.putInt(4, (int) crc.getValue()).array();
  }

  synchronized int end() {
    return end;
  }

  synchronized long last() {
    return messages.size();
  }

  synchronized Stored get(long number) {
    return messages.get((int) number - 1);
  }

  synchronized List<Stored> all() {
    return List.copyOf(messages);
  }
}
