package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An address on this machine at which a server answers. Whoever connects while the server is down
 * is cut off at once, so that the port stays ours.
 */
final class Listener implements AutoCloseable {

  private static final int BACKLOG = 128;

  private final ServerSocket socket;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Server server;

  Listener() {
    try {
      socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("simulated-listener").start(this::accept);
  }

  String address() {
    return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** From now on this server answers; {@code null}: nobody. */
  void serve(@Nullable Server answering) {
    server = answering;
    if (answering == null) {
      cut();
    }
  }

  /** Cuts every connection, whatever is under way on it. */
  void cut() {
    connections.forEach(Connection::close);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        Connection connection = new Connection(client);
        connections.add(connection);
        Thread.ofPlatform().daemon().name("simulated-connection").start(connection::serve);
      } catch (IOException closed) {
        // Either this listener is closed, or the client has gone already.
        continue;
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  /** One client. */
  private final class Connection implements Request.Link {

    private final Socket client;

    Connection(Socket client) {
      this.client = client;
    }

    void serve() {
      try (client;
          DataInputStream in =
              new DataInputStream(new BufferedInputStream(client.getInputStream()))) {
        while (isOpen()) {
          answer(Frames.read(in));
        }
      } catch (IOException | ConnectionCut gone) {
        // That is how connections end.
      } finally {
        connections.remove(this);
      }
    }

    private void answer(Frames.Frame frame) throws IOException {
      Server answering = server;
      if (answering == null) {
        throw new ConnectionCut();
      }
      Document answer = answering.answer(new Request(frame.database(), frame.body(), this));
      if (frame.answered()) {
        client.getOutputStream().write(Frames.answer(frame, answer));
      }
    }

    @Override
    public boolean isOpen() {
      return !client.isClosed();
    }

    void close() {
      try {
        client.close();
      } catch (IOException ignored) {
        // It is gone either way.
      }
    }
  }
}
