package io.saleproof.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis process on this machine: the binary that comes with the program, or the one that
 * {@code REDIS_SERVER} names.
 */
public final class RedisServerForTests implements AutoCloseable {

  private static final String BINARY = binary();
  private static final Random RANDOM = new Random();
  private static final int FIRST_PORT = 12_000;

  /** Above it, a node of a cluster listens too. */
  private static final int BUS = 10_000;

  /** No node's port is another's for the cluster, and all are below those that systems give out. */
  private static final int PORTS = BUS;

  /** Given out here: servers that start at the same time get different ones. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final List<String> command;
  private final int port;
  private final String password;
  private Process process;

  private RedisServerForTests(Path folder, int port, String password, List<String> settings) {
    this.port = port;
    this.password = password;
    this.command = new ArrayList<>(List.of(BINARY));
    command.addAll(
        List.of(
            "--bind", "127.0.0.1", "--dir", folder.toString(), "--save", "", "--appendonly", "no"));
    command.addAll(settings);
    if (!settings.contains("--port")) {
      command.addAll(List.of("--port", Integer.toString(port)));
    }
    if (!password.isEmpty()) {
      command.addAll(List.of("--requirepass", password, "--masterauth", password));
    }
  }

  /**
   * Starts one on a free port.
   *
   * @param settings such as {@code --maxmemory}, {@code 2mb}
   */
  public static RedisServerForTests start(Path folder, String... settings) {
    return start(folder, freePort(), "", List.of(settings));
  }

  static RedisServerForTests start(Path folder, int port, String password, List<String> settings) {
    RedisServerForTests server = new RedisServerForTests(folder, port, password, settings);
    server.start();
    return server;
  }

  private static String binary() {
    String named = System.getenv("REDIS_SERVER");
    if (named != null && !named.isBlank()) {
      return named;
    }
    try {
      return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  public void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    // Nothing stays behind, however the program ends that started it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await().pollDelay(0, TimeUnit.MILLISECONDS).until(this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("this Redis has ended: " + command);
    }
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Free for the server and for the cluster's bus. */
  static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = FIRST_PORT + RANDOM.nextInt(PORTS);
      try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          ServerSocket two = new ServerSocket(port + BUS, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(port)) {
          return port;
        }
      } catch (IOException taken) {
        // Another one.
      }
    }
    throw new IllegalStateException("no free port");
  }

  public RedisNode node() {
    return new RedisNode("127.0.0.1", port);
  }

  public String url() {
    return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + node();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** As {@code kill -9} does. */
  public void kill() {
    signal("KILL");
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on it takes connections and calls, and answers none. */
  public void pause() {
    signal("STOP");
  }

  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** One command, on a connection of its own; the answer as text, lists with spaces between. */
  public String call(String... words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(5_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (!password.isEmpty()) {
        socket.getOutputStream().write(encoded("AUTH", password));
        answer(in);
      }
      socket.getOutputStream().write(encoded(words));
      return answer(in);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static byte[] encoded(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.writeBytes(bytes);
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static String answer(InputStream in) throws IOException {
    String head = line(in);
    String rest = head.substring(1);
    switch (head.charAt(0)) {
      case '$' -> {
        int length = Integer.parseInt(rest);
        String text = length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (length >= 0) {
          line(in);
        }
        return text;
      }
      case '*' -> {
        List<String> parts = new ArrayList<>();
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          parts.add(answer(in));
        }
        return String.join(" ", parts);
      }
      default -> {
        return rest;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      line.write(b);
    }
    if (in.read() != '\n') {
      throw new IOException("no end of line");
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // One that is paused would not hear anything else.
    kill();
  }
}
