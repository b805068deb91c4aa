package io.saleproof.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on a free port of this machine, which keeps its data when it starts again. */
final class RedisProcess implements AutoCloseable {

  private static final ExecutableProvider BINARY = ExecutableProvider.newJarResourceProvider();

  private final Path folder;
  private final int port;
  private Process process;

  private RedisProcess(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static RedisProcess start(Path folder) {
    RedisProcess process = new RedisProcess(folder, freePort());
    process.start();
    return process;
  }

  void start() {
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      BINARY.get().getAbsolutePath(),
                      "--bind",
                      "127.0.0.1",
                      "--port",
                      Integer.toString(port),
                      "--dir",
                      folder.toString(),
                      "--save",
                      "",
                      "--appendonly",
                      "yes",
                      "--appendfsync",
                      "always"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Awaitility.await().until(this::listens);
  }

  private boolean listens() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  void stop() {
    process.destroy();
    NodeProcess.end(process);
  }

  /** As {@code kill -9} does. */
  void kill() {
    NodeProcess.end(process.destroyForcibly());
  }

  /** From now on it takes connections and requests, and answers none. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      NodeProcess.end(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
