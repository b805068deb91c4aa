package io.saleproof.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node in a process of its own, as an operator starts it: the packaged program, if it is named.
 */
final class NodeProcess implements AutoCloseable {

  /** The packaged program; without it, the classes of this build. */
  private static final String JAR = System.getProperty("nodes.jar", "");

  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, String> environment;
  private final Path log;
  private Process process;

  NodeProcess(Map<String, String> environment, Path log) {
    this.environment = environment;
    this.log = log;
  }

  void start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(
        JAR.isEmpty()
            ? List.of("-cp", System.getProperty("java.class.path"), "io.saleproof.Main")
            : List.of("-jar", JAR));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      process = builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** As {@code kill -9} does. */
  void kill() {
    end(process.destroyForcibly());
  }

  static void end(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      end(process);
    }
  }
}
