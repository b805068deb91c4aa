package io.saleproof.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one file that only grows. What was appended is durable after the next {@link #force}
 * and may be lost, in any part, before it. One thread writes; any may read.
 */
interface Disk extends Closeable {

  long size() throws IOException;

  /** Reads at this position until the buffer is full or the file ends. */
  void read(ByteBuffer into, long position) throws IOException;

  /** Appends all that the buffer has. */
  void append(ByteBuffer bytes) throws IOException;

  /** Returns when everything that was appended is on stable storage. */
  void force() throws IOException;

  /** Cuts the end off, durably. */
  void truncate(long size) throws IOException;
}
