package io.saleproof.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;

/** The bare driver as a process of its own, which reads when it is told to. */
final class DriverProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  DriverProcess(java.util.List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    answers = process.inputReader();
    orders = process.outputWriter();
  }

  /** How many documents it read in that time. */
  long read(Duration time) {
    try {
      orders.write(time.toMillis() + "\n");
      orders.flush();
      String count = answers.readLine();
      if (count == null) {
        throw new IOException("the bare driver has ended");
      }
      return Long.parseLong(count);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  long pid() {
    return process.pid();
  }

  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
