package io.saleproof.client;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that was started here, and is ended here by its own handle. */
final class ServerProcess {

  private static final Duration END_BOUND = Duration.ofSeconds(10);

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;
  private long begun = System.nanoTime();
  private boolean ended;

  private ServerProcess(
      List<String> command, Map<String, String> environment, Path log, Process process) {
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.process = process;
  }

  /**
   * @param environment added to this process's own
   * @param log what the server writes is appended to it
   */
  static ServerProcess start(List<String> command, Map<String, String> environment, Path log) {
    return new ServerProcess(command, environment, log, started(command, environment, log));
  }

  private static Process started(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return builder.start();
    } catch (IOException unstartable) {
      throw Failure.of("A server can't be started: " + unstartable.getMessage() + ".");
    }
  }

  synchronized boolean lives() {
    return process.isAlive();
  }

  /** When it was last started, in nanoseconds of {@link System#nanoTime}. */
  synchronized long begun() {
    return begun;
  }

  Path log() {
    return log;
  }

  /**
   * {@code kill -9} and, as soon as it is gone, the same command again; nothing after {@link #end}.
   *
   * @param changed settings that differ from those of its first start
   */
  synchronized void killAndStartAgain(Map<String, String> changed) {
    if (ended) {
      return;
    }
    kill();
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(changed);
    process = started(command, all, log);
    begun = System.nanoTime();
  }

  /** Kills it for good. */
  synchronized void end() {
    ended = true;
    kill();
  }

  private void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Failure.of("Process " + process.pid() + " can't be killed.");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
  }
}
