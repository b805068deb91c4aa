package io.saleproof.chaos;

import io.saleproof.http.KeptConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An instance of the packaged program, on a database and a Redis that others share. */
final class Shop implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final long STOP_SECONDS = 15;

  private final Process process;
  private final Path output;
  private final int port;

  private Shop(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /** Begins to start one; {@link #awaitReady} waits for it. */
  static Shop start(List<String> command, Map<String, String> environment, Path folder, int number)
      throws IOException {
    int port = freePort();
    Path output = folder.resolve("shop-" + number + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Shop(process, output, port);
  }

  void awaitReady() {
    Awaitility.await().atMost(START).pollInterval(Duration.ofMillis(200)).until(this::ready);
  }

  private boolean ready() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("a shop did not start:\n" + Files.readString(output));
    }
    try (KeptConnection connection = connect()) {
      return connection.ask("GET", "/q/health/ready", Map.of(), "").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  KeptConnection connect() throws IOException {
    return new KeptConnection(port);
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
