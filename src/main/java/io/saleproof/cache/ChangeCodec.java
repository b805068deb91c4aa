package io.saleproof.cache;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages of changes: label, name and stamp of each, as many as fit into {@link #MAX_BYTES}. */
final class ChangeCodec {

  static final int MAX_BYTES = 16 * 1024;

  private static final byte FORM = 1;

  private ChangeCodec() {}

  static List<byte[]> messages(Map<CacheKey, Stamp> stamps) {
    List<byte[]> messages = new ArrayList<>();
    Buffer message = Buffer.buffer().appendByte(FORM);
    for (Map.Entry<CacheKey, Stamp> change : stamps.entrySet()) {
      if (message.length() > MAX_BYTES) {
        messages.add(message.getBytes());
        message = Buffer.buffer().appendByte(FORM);
      }
      append(message, change.getKey(), change.getValue());
    }
    if (message.length() > 1) {
      messages.add(message.getBytes());
    }
    return messages;
  }

  private static void append(Buffer message, CacheKey key, Stamp stamp) {
    byte[] label = key.kind().label().getBytes(StandardCharsets.UTF_8);
    byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
    message
        .appendByte((byte) label.length)
        .appendBytes(label)
        .appendInt(name.length)
        .appendBytes(name)
        .appendLong(stamp.version())
        .appendByte((byte) (stamp.absent() ? 1 : 0))
        .appendLong(stamp.covers());
  }

  /** Tells the listener what the message says; of one that can't be read, only that it was one. */
  static void read(byte[] message, SharedCache.Listener listener) {
    Buffer in = Buffer.buffer(message);
    try {
      if (in.getByte(0) != FORM) {
        listener.doubt();
        return;
      }
      int at = 1;
      while (at < in.length()) {
        int labelEnd = at + 1 + in.getByte(at);
        int nameStart = labelEnd + Integer.BYTES;
        int nameEnd = nameStart + in.getInt(labelEnd);
        String label = in.getString(at + 1, labelEnd);
        String name = in.getString(nameStart, nameEnd);
        boolean absent = in.getByte(nameEnd + Long.BYTES) != 0;
        long covers = in.getLong(nameEnd + Long.BYTES + 1);
        listener.changed(label, name, new Stamp(in.getLong(nameEnd), absent, covers));
        at = nameEnd + 2 * Long.BYTES + 1;
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
      listener.doubt();
    }
  }
}
