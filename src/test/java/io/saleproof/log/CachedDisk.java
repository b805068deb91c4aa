package io.saleproof.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A real file behind a write cache that loses its contents with the process. What was appended lies
 * in memory until it is forced; only then is it written, in pieces, which takes time. So a kill −9
 * leaves what a power cut would leave of a disk: what was forced, and a part of what was being
 * forced.
 */
final class CachedDisk implements Disk {

  private static final int PIECES = 3;
  private static final int MOST_PIECE_MICROS = 1_500;

  private final Disk file;
  private final RandomGenerator random;
  private ByteBuffer cache = ByteBuffer.allocate(1 << 16);
  private long written;

  CachedDisk(Disk file, RandomGenerator random) throws IOException {
    this.file = file;
    this.random = random;
    this.written = file.size();
  }

  @Override
  public synchronized long size() {
    return written + cache.position();
  }

  @Override
  public synchronized void read(ByteBuffer into, long position) throws IOException {
    int wanted = into.remaining();
    int inFile = (int) Math.clamp(written - position, 0, wanted);
    int limit = into.limit();
    file.read(into.limit(into.position() + inFile), position);
    into.limit(limit);
    int from = (int) Math.max(0, position - written);
    int count = Math.min(into.remaining(), cache.position() - from);
    if (count > 0) {
      into.put(cache.slice(from, count));
    }
  }

  @Override
  public synchronized void append(ByteBuffer bytes) {
    if (cache.remaining() < bytes.remaining()) {
      int capacity = 2 * (cache.position() + bytes.remaining());
      cache = ByteBuffer.allocate(capacity).put(cache.flip());
    }
    cache.put(bytes);
  }

  @Override
  public synchronized void force() throws IOException {
    cache.flip();
    int bytes = cache.remaining();
    for (int piece = PIECES; piece > 0; piece--) {
      takeTime();
      int count = piece == 1 ? cache.remaining() : random.nextInt(cache.remaining() + 1);
      file.append(cache.slice(cache.position(), count));
      cache.position(cache.position() + count);
    }
    file.force();
    written += bytes;
    cache.clear();
  }

  private void takeTime() throws IOException {
    try {
      TimeUnit.MICROSECONDS.sleep(random.nextInt(MOST_PIECE_MICROS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  @Override
  public synchronized void truncate(long size) throws IOException {
    if (cache.position() > 0) {
      throw new IOException("cut while something waits");
    }
    file.truncate(size);
    written = size;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
