package io.saleproof.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;

/**
 * Reads a member's file at its start and cuts off what a crash has left half-written. Such a tail
 * was never durable, so nobody was told of it. What <em>was</em> durable and is broken all the same
 * is damage; a record of state behind it gives it away.
 */
final class Recovery {

  /** What becomes of a file that has lost messages which were durable. */
  enum OnDamage {
    /** Nobody else may have them: a person has to decide. */
    REFUSE,
    /** The master has them: cut, and get them again. */
    CUT
  }

  private static final Logger LOG = Logger.getLogger(Recovery.class);
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int MAX_STATE_BYTES = LogRecord.HEADER_BYTES + 1_024;

  private final Disk disk;
  private final OffsetIndex index;
  private MemberState state = MemberState.fresh();
  private boolean fresh = true;
  private long last;
  private int lastChecksum = LogRecord.NO_CHECKSUM;
  private long end;

  private Recovery(Disk disk, OffsetIndex index) {
    this.disk = disk;
    this.index = index;
  }

  /**
   * @throws DamagedFile if durable messages are lost and this member must not go on without them
   */
  static Recovery of(Disk disk, OffsetIndex index, OnDamage onDamage) throws IOException {
    Recovery recovery = new Recovery(disk, index);
    recovery.readAll();
    recovery.cutTail(onDamage);
    return recovery;
  }

  private void readAll() throws IOException {
    RecordScan scan = new RecordScan(disk, 0, disk.size());
    for (LogRecord record = scan.next(); record != null; record = scan.next()) {
      if (!record.isMessage()) {
        state = MemberState.of(record);
        fresh = false;
      } else if (record.number() == last + 1 && record.previous() == lastChecksum) {
        index.add(record.number(), end);
        last = record.number();
        lastChecksum = record.checksum();
      } else {
        return;
      }
      end = scan.position();
    }
  }

  private void cutTail(OnDamage onDamage) throws IOException {
    long size = disk.size();
    if (end == size) {
      return;
    }
    long wasDurable = Math.max(state.durable(), durableAfterDamage(size));
    if (wasDurable > last) {
      if (onDamage == OnDamage.REFUSE) {
        throw new DamagedFile(end, last + 1, wasDurable);
      }
      LOG.errorf(
          "The file is damaged at byte %s; messages %s to %s come from the master again",
          end, last + 1, wasDurable);
    }
    LOG.infof(
        "Cut %s bytes that a crash has left half-written, after message %s", size - end, last);
    disk.truncate(end);
  }

  /** The highest number that a state behind the damage tells to have been durable. */
  private long durableAfterDamage(long size) throws IOException {
    long highest = 0;
    for (long from = end; from < size; from += WINDOW_BYTES) {
      long bytes = Math.min(WINDOW_BYTES + MAX_STATE_BYTES, size - from);
      ByteBuffer window = ByteBuffer.allocate((int) bytes);
      disk.read(window, from);
      highest = Math.max(highest, durableIn(window.flip()));
    }
    return highest;
  }

  private static long durableIn(ByteBuffer window) throws IOException {
    long highest = 0;
    for (int at = 0; at <= window.limit() - LogRecord.HEADER_BYTES; at++) {
      window.position(at);
      if (mayBeState(window)) {
        LogRecord record = LogRecord.read(window);
        if (record != null && !record.isMessage()) {
          highest = Math.max(highest, MemberState.of(record).durable());
        }
      }
    }
    return highest;
  }

  private static boolean mayBeState(ByteBuffer window) {
    int length = LogRecord.lengthAt(window);
    return length > 0 && length <= MAX_STATE_BYTES && LogRecord.numberAt(window) == 0;
  }

  MemberState state() {
    return state;
  }

  /** Whether the member has never written a state, so that its name is still to be kept. */
  boolean isFresh() {
    return fresh;
  }

  long last() {
    return last;
  }

  int lastChecksum() {
    return lastChecksum;
  }

  long end() {
    return end;
  }
}
