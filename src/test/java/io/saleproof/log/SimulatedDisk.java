package io.saleproof.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A disk of which a test knows what is durable. A crash keeps that, and of the rest what chance
 * wants: a part, and of the part some bytes wrong. A frozen disk lets every caller wait.
 */
final class SimulatedDisk implements Disk {

  private static final long FORCE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private byte[] bytes;
  private int size;
  private int durable;
  private boolean dead;
  private boolean frozen;
  private int capacity = Integer.MAX_VALUE;
  private final StoredMessages onDisk = new StoredMessages();

  SimulatedDisk() {
    this(new byte[0]);
  }

  SimulatedDisk(byte[] durableBytes) {
    bytes = durableBytes.clone();
    size = bytes.length;
    durable = size;
    onDisk.read(bytes, durable);
  }

  /** What is found after power came back; this one can't be used any more. */
  synchronized SimulatedDisk crash(RandomGenerator random) {
    dead = true;
    notifyAll();
    int kept = durable + (size == durable ? 0 : random.nextInt(size - durable + 1));
    byte[] left = Arrays.copyOf(bytes, kept);
    for (int torn = random.nextInt(3); torn > 0 && kept > durable; torn--) {
      left[durable + random.nextInt(kept - durable)] ^= (byte) (1 + random.nextInt(255));
    }
    SimulatedDisk next = new SimulatedDisk(Arrays.copyOf(bytes, durable));
    next.bytes = left;
    next.size = kept;
    return next;
  }

  synchronized void freeze() {
    frozen = true;
  }

  synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /** From now on it takes so many more bytes, and of what is more a part. */
  synchronized void fillUpTo(int room) {
    capacity = size + room;
  }

  synchronized void makeRoom() {
    capacity = Integer.MAX_VALUE;
  }

  /** The messages that are durable. */
  StoredMessages onDisk() {
    return onDisk;
  }

  synchronized byte[] durableBytes() {
    return Arrays.copyOf(bytes, durable);
  }

  @Override
  public synchronized long size() throws IOException {
    awaitTurn();
    return size;
  }

  @Override
  public synchronized void read(ByteBuffer into, long position) throws IOException {
    awaitTurn();
    int count = (int) Math.min(into.remaining(), Math.max(0, size - position));
    into.put(bytes, (int) position, count);
  }

  @Override
  public synchronized void append(ByteBuffer more) throws IOException {
    awaitTurn();
    int count = Math.min(more.remaining(), capacity - size);
    if (bytes.length < size + count) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
    }
    more.get(bytes, size, count);
    size += count;
    if (more.hasRemaining()) {
      throw new IOException("no space left");
    }
  }

  @Override
  public synchronized void force() throws IOException {
    int forced = size;
    takeTime();
    awaitTurn();
    durable = Math.max(durable, forced);
    onDisk.read(bytes, durable);
  }

  /** As a real disk does, so that who does not wait for it is found out. */
  private void takeTime() throws IOException {
    long end = System.nanoTime() + FORCE_NANOS;
    try {
      for (long left = FORCE_NANOS; left > 0 && !dead; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  @Override
  public synchronized void truncate(long newSize) throws IOException {
    awaitTurn();
    if (newSize < onDisk.end()) {
      throw new AssertionError("cut at " + newSize + ", durable messages end at " + onDisk.end());
    }
    size = (int) newSize;
    durable = size;
  }

  private void awaitTurn() throws IOException {
    try {
      while (frozen && !dead) {
        wait();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    if (dead) {
      throw new IOException("the power is off");
    }
  }

  @Override
  public void close() {}
}
