package io.saleproof.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A process of a proof such as {@link ProveRegistrar}, which is ended by its own handle. */
final class ProvedProcess implements AutoCloseable {

  private static final Duration END_BOUND = Duration.ofSeconds(20);

  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 30_000;
  private static final int MOST_TRIES = 1_000;

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

  /**
   * Free ports below those that systems give to connections: one that is to be listened at later
   * isn't taken by a connection of the load's meanwhile.
   */
  static List<Integer> freePorts(int count) throws IOException {
    Set<Integer> ports = new LinkedHashSet<>();
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries > MOST_TRIES) {
        throw new IOException("there are not " + count + " free ports");
      }
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(socket.getLocalPort());
      } catch (BindException taken) {
        ports.remove(port);
      }
    }
    return List.copyOf(ports);
  }

  boolean lives() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Its exit status, once it has ended by itself. */
  int ended() {
    try {
      return process.waitFor();
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
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
