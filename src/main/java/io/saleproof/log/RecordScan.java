package io.saleproof.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads records one after the other, holding little more than the largest of them. */
final class RecordScan {

  private static final int BUFFER_BYTES = 2 * OffsetIndex.EVERY_BYTES;

  private final Disk disk;
  private final long end;
  private long position;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  /** Nothing is read at or behind {@code end}. */
  RecordScan(Disk disk, long from, long end) {
    this.disk = disk;
    this.position = from;
    this.end = end;
  }

  /** The next whole record; {@code null} at the end, or where there is none. */
  @Nullable LogRecord next() throws IOException {
    fill(LogRecord.HEADER_BYTES);
    int length = LogRecord.lengthAt(buffer);
    if (length < 0) {
      return null;
    }
    fill(LogRecord.HEADER_BYTES + length);
    int before = buffer.position();
    LogRecord record = LogRecord.read(buffer);
    position += buffer.position() - before;
    return record;
  }

  /** Where the next record begins. */
  long position() {
    return position;
  }

  private void fill(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    ByteBuffer fuller = buffer.capacity() >= bytes ? buffer : ByteBuffer.allocate(bytes);
    if (fuller == buffer) {
      buffer.compact();
    } else {
      fuller.put(buffer);
    }
    long next = position + fuller.position();
    fuller.limit((int) Math.min(fuller.capacity(), fuller.position() + Math.max(0, end - next)));
    disk.read(fuller, next);
    buffer = fuller.flip();
  }
}
