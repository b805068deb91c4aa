package io.saleproof.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A server as a process of its own, once it answers; ends with this object. */
final class Served implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final int port;

  /**
   * @param command that of a server that listens at this port of the loopback address
   * @param ready a path that is answered 200 when it can be measured
   * @throws IOException if that takes longer than a minute
   */
  Served(List<String> command, Map<String, String> environment, int port, String ready)
      throws IOException {
    this.port = port;
    output = Files.createTempFile("saleproof-bench-", ".out");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady(ready);
  }

  private void awaitReady(String ready) throws IOException {
    try {
      await()
          .atMost(START)
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast(() -> !process.isAlive())
          .until(() -> Recording.of(port, Request.get(ready)).status() == 200);
    } catch (ConditionTimeoutException | TerminalFailureException late) {
      process.destroyForcibly();
      throw new IOException("a server did not start:\n" + Files.readString(output), late);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    try {
      Files.deleteIfExists(output);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
