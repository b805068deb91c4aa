package io.saleproof.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A member's messages and state in one file. One thread appends and flushes; any thread reads what
 * is durable, and nothing else.
 */
final class LogFile implements Closeable {

  private static final int FIRST_BUFFER_BYTES = 64 * 1024;

  private final Disk disk;
  private final OffsetIndex index = new OffsetIndex();

  // The writer's own.
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BUFFER_BYTES);
  private long end;
  private long last;
  private int lastChecksum;
  private volatile MemberState state;
  private int durableChecksum;
  private MemberState durableState;

  // What readers see.
  private volatile long durableEnd;
  private volatile long durable;

  private LogFile(Disk disk, Recovery.OnDamage onDamage) throws IOException {
    this.disk = disk;
    Recovery recovery = Recovery.of(disk, index, onDamage);
    end = recovery.end();
    last = recovery.last();
    lastChecksum = recovery.lastChecksum();
    state = recovery.state();
    durable = last;
    remember();
    if (recovery.isFresh()) {
      append(state);
    }
    // What was read may have come from memory: a crash of the program leaves more than is durable.
    flush();
  }

  /**
   * Reads the file and cuts off a torn tail.
   *
   * @throws DamagedFile if durable messages are lost and this member must not go on without them
   */
  static LogFile open(Disk disk, Recovery.OnDamage onDamage) throws IOException {
    return new LogFile(disk, onDamage);
  }

  /** Appends a new message; it is durable after the next flush. */
  long appendMessage(long term, int w, byte[] payload) {
    append(LogRecord.message(lastChecksum, last + 1, term, w, payload));
    return last;
  }

  /**
   * Appends a message as another member has it.
   *
   * @throws IllegalArgumentException if it is not the one that comes next
   */
  void append(LogRecord message) {
    if (message.number() != last + 1 || message.previous() != lastChecksum) {
      throw new IllegalArgumentException("message " + message.number() + " after " + last);
    }
    index.add(message.number(), end + buffer.position());
    put(message);
    last = message.number();
    lastChecksum = message.checksum();
  }

  void append(MemberState newState) {
    state = newState.durableTo(durable);
    put(state.toRecord());
  }

  private void put(LogRecord record) {
    if (buffer.remaining() < record.bytes()) {
      int capacity = Math.max(2 * buffer.capacity(), buffer.position() + record.bytes());
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    record.write(buffer);
  }

  /**
   * Makes durable whatever was appended.
   *
   * @return how many bytes that were
   * @throws NoRoom if the disk didn't take it: then nothing was appended, and the file is as it was
   * @throws IOException after which nobody knows what is on disk: the file must not be used any
   *     more
   */
  int flush() throws IOException {
    int bytes = buffer.position();
    try {
      disk.append(buffer.flip());
    } catch (IOException noRoom) {
      takeBack();
      throw new NoRoom(noRoom);
    }
    disk.force();
    end += bytes;
    emptyBuffer();
    durableEnd = end;
    durable = last;
    remember();
    return bytes;
  }

  private void takeBack() throws IOException {
    disk.truncate(end);
    emptyBuffer();
    last = durable;
    lastChecksum = durableChecksum;
    state = durableState;
    index.removeAfter(last);
  }

  private void emptyBuffer() {
    buffer =
        buffer.capacity() > Wire.BATCH_BYTES
            ? ByteBuffer.allocate(FIRST_BUFFER_BYTES)
            : buffer.clear();
  }

  private void remember() {
    durableChecksum = lastChecksum;
    durableState = state;
  }

  /** The number of the last message, durable or not; for the writer. */
  long last() {
    return last;
  }

  /** The checksum of the last message; for the writer. */
  int lastChecksum() {
    return lastChecksum;
  }

  /** For the writer. */
  MemberState state() {
    return state;
  }

  /** The number of the last durable message; 0 for none. */
  long durable() {
    return durable;
  }

  /**
   * Durable messages from this number on: as many as fit into these bounds, and at least one if
   * there is one.
   */
  List<LogRecord> read(long from, long upTo, int maxBytes, int maxCount) throws IOException {
    List<LogRecord> found = new ArrayList<>();
    long bytes = 0;
    RecordScan scan = new RecordScan(disk, index.before(from), durableEnd);
    for (LogRecord record = scan.next(); record != null; record = scan.next()) {
      if (!record.isMessage() || record.number() < from) {
        continue;
      }
      bytes += record.bytes();
      boolean full = found.size() >= maxCount || (!found.isEmpty() && bytes > maxBytes);
      if (full || record.number() > upTo) {
        break;
      }
      found.add(record);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
