package io.saleproof.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a master sends: messages in order, without gaps, and how far the commit index is.
 *
 * @param log whose messages they are
 * @param term of the master that sends
 * @param master the process that sends
 */
record Batch(String log, long term, String master, long committed, List<LogRecord> messages) {

  Batch {
    messages = List.copyOf(messages);
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(messages.stream().mapToInt(LogRecord::bytes).sum());
    messages.forEach(message -> message.write(bytes));
    return bytes.array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not whole messages with the right checksums
   */
  static List<LogRecord> messagesOf(byte[] bytes) {
    List<LogRecord> messages = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(bytes);
    while (from.hasRemaining()) {
      LogRecord message = LogRecord.read(from);
      if (message == null || !message.isMessage()) {
        throw new IllegalArgumentException("no message at byte " + from.position());
      }
      messages.add(message);
    }
    return messages;
  }
}
