package io.saleproof.log;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A member as a process of its own, which can be killed, stopped and started again. */
final class ProcessMember implements LogHistory.Observed {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MOST_GARBAGE = 300;

  final Map<String, String> variables = new HashMap<>();
  private final HttpClient http;
  private final List<String> command;
  private final Path folder;
  private final int port;
  private StoredMessages read = new StoredMessages();
  private Process process;

  ProcessMember(HttpClient http, List<String> command, Path folder) throws IOException {
    this.http = http;
    this.command = command;
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  Path output() {
    return folder.resolveSibling(folder.getFileName() + ".out");
  }

  /** Returns when it answers. */
  void start() throws IOException, InterruptedException {
    start(command);
  }

  /** The same with another program that understands the same variables and file. */
  void start(List<String> program) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program);
    builder.environment().putAll(variables);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.environment().put("LOG_DATA_DIR", folder.toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    process = builder.start();
    try {
      await()
          .atMost(START)
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast(() -> !process.isAlive())
          .until(() -> get("/q/health/live").statusCode() == 200);
    } catch (ConditionTimeoutException | TerminalFailureException late) {
      throw new IllegalStateException(folder + " did not start: " + lastWords(), late);
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(output());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  /** kill −9. */
  void kill() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /**
   * What a crash of the machine may leave behind the last durable record: the beginning of another
   * as it should be, the same with wrong bytes, or anything.
   */
  void tear(RandomGenerator random) throws IOException {
    byte[] torn = new byte[1 + random.nextInt(MOST_GARBAGE)];
    random.nextBytes(torn);
    StoredMessages stored = onDisk();
    try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
      if (random.nextBoolean()) {
        byte[] next = stored.next(torn);
        int wrong = random.nextInt(next.length);
        boolean whole = random.nextBoolean();
        torn = whole ? Arrays.copyOf(next, wrong) : next;
        if (!whole) {
          torn[wrong] ^= (byte) (1 + random.nextInt(255));
        }
      }
      file.seek(file.length());
      file.write(torn);
    }
  }

  private Path file() {
    return folder.resolve("messages.log");
  }

  @Override
  public synchronized StoredMessages onDisk() {
    if (Files.exists(file())) {
      try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "r")) {
        read.readOn(file);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return read;
  }

  @Override
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address() + path)).timeout(ANSWER).build();
    return http.send(request, BodyHandlers.ofString());
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
