package io.saleproof.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * The program itself, as a shop on the database that is named, open to everyone on this machine.
 */
final class ShopProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int KEY_BYTES = 32;

  private final Process process;
  private final Path output;
  private final int port = freePort();

  /**
   * @param program what is run: the built program's jar
   * @param prefix goes before its command, to pin it to a core; may be empty
   * @throws IOException if it is not ready within a minute
   */
  ShopProcess(Path program, List<String> prefix, String url, String database) throws IOException {
    output = Files.createTempFile("saleproof-bench-shop", ".out");
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-jar", program.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.environment().put("ACCESS", "open");
    builder.environment().put("MONGODB_URL", url);
    builder.environment().put("MONGODB_DATABASE_NAME", database);
    builder.environment().put("SESSION_KEYS", "bench:" + key());
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady();
  }

  private void awaitReady() throws IOException {
    try {
      await()
          .atMost(START)
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast(() -> !process.isAlive())
          .until(this::isReady);
    } catch (ConditionTimeoutException | TerminalFailureException late) {
      throw new IOException("the shop did not start:\n" + Files.readString(output), late);
    }
  }

  private boolean isReady() throws IOException {
    try (KeptConnection connection = connect()) {
      connection.ask("GET", "/q/health/ready", "", "", 200);
      return true;
    }
  }

  KeptConnection connect() throws IOException {
    return new KeptConnection(port);
  }

  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static String key() {
    byte[] key = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Files.deleteIfExists(output);
  }
}
