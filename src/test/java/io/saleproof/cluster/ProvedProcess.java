package io.saleproof.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of {@link ProveRegistrar}, which it ends by its own handle. */
final class ProvedProcess implements AutoCloseable {

  private static final Duration END_BOUND = Duration.ofSeconds(20);

  private final Process process;

  private ProvedProcess(Process process) {
    this.process = process;
  }

  /**
   * @param log what it writes is appended to it
   */
  static ProvedProcess start(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ProvedProcess(builder.start());
    } catch (IOException unstartable) {
      throw new UncheckedIOException(unstartable);
    }
  }

  boolean lives() {
    return process.isAlive();
  }

  /** Sends a signal such as {@code TERM}. */
  void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("no " + name + " for process " + process.pid());
      }
    } catch (IOException unsent) {
      throw new UncheckedIOException(unsent);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  /** {@code kill -9}, which a stopped process hears, too. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " can't be killed");
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted");
  }

  @Override
  public void close() {
    kill();
  }
}
