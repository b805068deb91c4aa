package io.saleproof.nodes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a listener and can cut off some of those who come: their connections break, and new
 * ones are taken but lead nowhere, as in a network that drops packets. Nodes are told apart by the
 * name that they send; all others are called {@link #ANYONE}.
 */
final class TcpProxy implements AutoCloseable {

  static final String ANYONE = "";

  private static final Pattern FROM = Pattern.compile("(?i)\r\nNode-From: ?([A-Za-z0-9._-]+)\r\n");
  private static final int BUFFER = 16_384;

  private final ServerSocket listener;
  private final int target;
  private final boolean namesCallers;
  private final Set<String> cut = ConcurrentHashMap.newKeySet();
  private final Map<Socket, String> open = new ConcurrentHashMap<>();

  private TcpProxy(int target, boolean namesCallers) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.namesCallers = namesCallers;
    Thread.ofVirtual().start(this::accept);
  }

  /** Before an HTTP listener, whose callers say who they are. */
  static TcpProxy ofNode(int target) {
    return of(target, true);
  }

  /** Before a Redis. */
  static TcpProxy ofRedis(int target) {
    return of(target, false);
  }

  private static TcpProxy of(int target, boolean namesCallers) {
    try {
      return new TcpProxy(target, namesCallers);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  void cut(String from) {
    cut.add(from);
    open.forEach(
        (socket, caller) -> {
          if (caller.equals(from)) {
            close(socket);
          }
        });
  }

  void heal() {
    cut.clear();
    // What led nowhere breaks at last.
    open.forEach((socket, caller) -> close(socket));
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    open.put(client, ANYONE);
    try (client) {
      byte[] head = namesCallers ? head(client.getInputStream()) : new byte[0];
      Matcher from = FROM.matcher(new String(head, StandardCharsets.ISO_8859_1));
      String caller = from.find() ? from.group(1) : ANYONE;
      open.put(client, caller);
      if (cut.contains(caller)) {
        while (client.getInputStream().read() >= 0) {
          // Leads nowhere.
        }
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        server.getOutputStream().write(head);
        Thread back = Thread.ofVirtual().start(() -> pump(server, client));
        pump(client, server);
        back.join();
      }
    } catch (IOException | InterruptedException broken) {
      // So does the connection.
    } finally {
      open.remove(client);
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    while (!head.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
      int read = in.read(buffer);
      if (read < 0) {
        break;
      }
      head.write(buffer, 0, read);
    }
    return head.toByteArray();
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // So does the other side.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closing) {
      // It is gone either way.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach((socket, caller) -> close(socket));
  }
}
