package io.saleproof.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection of a load: one request at a time. */
final class LoadConnection implements AutoCloseable {

  final int number;
  private final SocketChannel channel;
  private final ResponseScan scan = new ResponseScan();
  private long since;
  private boolean waiting;

  LoadConnection(int number, int port, Selector selector) throws IOException {
    this.number = number;
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /**
   * @param since when the request was due, which may be earlier than it is sent
   */
  void send(byte[] request, long since) throws IOException {
    this.since = since;
    waiting = true;
    scan.reset();
    ByteBuffer bytes = ByteBuffer.wrap(request);
    // A request is far smaller than the socket's buffer.
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Takes what has come.
   *
   * @return whether that completes the answer
   */
  boolean receive(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int length = channel.read(buffer);
    if (length < 0) {
      throw new EOFException("the server closed a connection");
    }
    if (length > 0 && !waiting) {
      throw new IOException("an answer that nobody asked for");
    }
    waiting = !scan.take(buffer.array(), length);
    return !waiting;
  }

  boolean waiting() {
    return waiting;
  }

  long since() {
    return since;
  }

  ResponseScan answer() {
    return scan;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
