package io.saleproof.simulated;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a program and its database and counts the reads of a collection: how many there
 * are and how many are under way at once, seen from outside of the program that promises a bound.
 * Each answer to one can be held back a little, as a database that others press too would be
 * slower; without that, reads are over before many can come together.
 */
public final class ReadsRelay implements AutoCloseable {

  private static final Set<String> READS = Set.of("find", "aggregate", "count");

  /** Of a message: its length, its id, the id that it answers, its kind. */
  private static final int HEADER = 16;

  private static final int ID = 4;
  private static final int ANSWERED = 8;
  private static final int KIND = 12;
  private static final int COMMAND = 2013;

  /** Flags, the section's kind and the document's length stand before its first field. */
  private static final int FIRST_FIELD = HEADER + 9;

  private static final byte TEXT = 2;
  private static final int LONGEST_MESSAGE = 48 << 20;

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final String collection;
  private final Duration delay;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /**
   * @param collection reads of it are counted: find, aggregate and count
   * @param delay how much longer each of them takes
   */
  public ReadsRelay(String host, int port, String collection, Duration delay) throws IOException {
    this.host = host;
    this.port = port;
    this.collection = collection;
    this.delay = delay;
    listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The connection string of what stands behind this. */
  public String url() {
    return "mongodb://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  public long reads() {
    return reads.get();
  }

  /** How many were under way at once, at most, since this was last asked. */
  public int takeMost() {
    return most.getAndSet(running.get());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Set<Integer> underWay = ConcurrentHashMap.newKeySet();
        Thread.ofVirtual().start(() -> pass(client, server, message -> begun(message, underWay)));
        Thread.ofVirtual().start(() -> pass(server, client, message -> ended(message, underWay)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  @FunctionalInterface
  private interface Look {
    void at(ByteBuffer message) throws InterruptedException;
  }

  private static void pass(Socket from, Socket to, Look look) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      while (true) {
        int length = Integer.reverseBytes(in.readInt());
        if (length < HEADER || length > LONGEST_MESSAGE) {
          throw new IOException("no message of MongoDB: " + length);
        }
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0, length);
        in.readFully(message.array(), Integer.BYTES, length - Integer.BYTES);
        look.at(message);
        out.write(message.array());
      }
    } catch (IOException closed) {
      // One side has gone; the other goes with it.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void begun(ByteBuffer message, Set<Integer> underWay) {
    if (isRead(message)) {
      underWay.add(message.getInt(ID));
      reads.incrementAndGet();
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
    }
  }

  private void ended(ByteBuffer message, Set<Integer> underWay) throws InterruptedException {
    if (underWay.remove(message.getInt(ANSWERED))) {
      // The delay itself, not a wait for something.
      Thread.sleep(delay);
      running.decrementAndGet();
    }
  }

  /** A command's first field is its name, with the collection as its value. */
  private boolean isRead(ByteBuffer message) {
    if (message.getInt(KIND) != COMMAND || message.get(FIRST_FIELD) != TEXT) {
      return false;
    }
    int name = FIRST_FIELD + 1;
    int nameEnd = name;
    while (message.get(nameEnd) != 0) {
      nameEnd++;
    }
    int value = nameEnd + 1 + Integer.BYTES;
    int valueLength = message.getInt(nameEnd + 1) - 1;
    return READS.contains(text(message, name, nameEnd - name))
        && collection.equals(text(message, value, valueLength));
  }

  private static String text(ByteBuffer message, int from, int length) {
    return new String(message.array(), from, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
