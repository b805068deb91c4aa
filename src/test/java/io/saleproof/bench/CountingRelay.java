package io.saleproof.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes between a program and its database, and counts the commands that read a collection
 * on their way there: what a program asks, counted outside of it.
 */
final class CountingRelay implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final byte[][] wanted;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param collection reads of it are counted: find, aggregate and count
   */
  CountingRelay(String host, int port, String collection) throws IOException {
    this.host = host;
    this.port = port;
    wanted =
        new byte[][] {
          field("find", collection), field("aggregate", collection), field("count", collection)
        };
    listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  long count() {
    return count.get();
  }

  /** A text field of a command as BSON has it: type, name, length, value. */
  private static byte[] field(String name, String value) {
    int length = value.length() + 1;
    String bytes = "\u0002" + name + "\0" + (char) length + "\0\0\0" + value + "\0";
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(client, server, true));
        Thread.ofVirtual().start(() -> pass(server, client, false));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket to, boolean counted) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (counted) {
          count.addAndGet(found(buffer, length));
        }
        out.write(buffer, 0, length);
      }
    } catch (IOException closed) {
      // One side has gone; the other goes with it.
    }
  }

  /** A command comes in one piece: it is small, and sent with one write. */
  private long found(byte[] buffer, int length) {
    long found = 0;
    for (byte[] one : wanted) {
      for (int at = 0; at + one.length <= length; at++) {
        if (java.util.Arrays.equals(buffer, at, at + one.length, one, 0, one.length)) {
          found++;
        }
      }
    }
    return found;
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
