package io.saleproof.bench;

import static org.awaitility.Awaitility.await;

import io.saleproof.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * The Redis of a measurement: that of {@code TEST_REDIS_URL}, else {@code redis-server} of the
 * PATH, else the binary that comes with the embedded stores. Runs beside the load, as the database
 * does.
 */
final class BenchRedis implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);

  private final String url;
  private final String which;
  private final Runnable closing;
  private final Optional<Process> process;

  private BenchRedis(String url, String which, Runnable closing, Optional<Process> process) {
    this.url = url;
    this.which = which;
    this.closing = closing;
    this.process = process;
  }

  /**
   * @throws NotMeasured if there is none
   */
  static BenchRedis open() throws IOException {
    String given = System.getenv("TEST_REDIS_URL");
    if (given != null) {
      return new BenchRedis(given, "TEST_REDIS_URL", () -> {}, Optional.empty());
    }
    return onPath() ? ofPath() : embedded();
  }

  String url() {
    return url;
  }

  /** For the record of what was measured on. */
  String which() {
    return which;
  }

  Duration cpuTime() {
    return process.flatMap(one -> one.info().totalCpuDuration()).orElse(Duration.ZERO);
  }

  private static boolean onPath() {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
  }

  private static BenchRedis ofPath() throws IOException {
    int port = Served.freePort();
    Process server =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no")
            .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
    awaitListening(server, port);
    return new BenchRedis(
        "redis://127.0.0.1:" + port,
        "redis-server of the PATH",
        () -> {
          server.destroy();
          server.onExit().join();
        },
        Optional.of(server));
  }

  private static void awaitListening(Process server, int port) throws IOException {
    try {
      await()
          .atMost(START)
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast(() -> !server.isAlive())
          .until(
              () -> {
                try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                  return open.isConnected();
                }
              });
    } catch (ConditionTimeoutException | TerminalFailureException late) {
      server.destroyForcibly();
      throw new IOException("redis-server did not start", late);
    }
  }

  private static BenchRedis embedded() {
    EmbeddedRedis redis =
        EmbeddedRedis.tryStart()
            .orElseThrow(
                () ->
                    new NotMeasured(
                        "this machine has no Redis: install redis-server, or name one in"
                            + " TEST_REDIS_URL"));
    return new BenchRedis(redis.url(), "the embedded binary", redis::close, Optional.empty());
  }

  @Override
  public void close() {
    closing.run();
  }
}
