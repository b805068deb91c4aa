package io.saleproof.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A log master and two secondaries as processes of this machine, with a client. */
final class LogMembers implements AutoCloseable {

  private static final String ROLE = "SALEPROOF_ROLE";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration BLOCKING = Duration.ofMinutes(2);

  private final List<String> prefix;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int masterPort = freePort();

  /**
   * @param prefix goes before the members' commands, to pin them to a core; may be empty
   */
  LogMembers(List<String> prefix) {
    this.prefix = prefix;
    try {
      folder = Files.createTempDirectory("saleproof-bench-log");
      start(masterPort, Map.of(ROLE, "log-master"));
      String master = "http://127.0.0.1:" + masterPort;
      for (int i = 0; i < 2; i++) {
        start(freePort(), Map.of(ROLE, "log-secondary", "LOG_MASTER_URL", master));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void start(int port, Map<String, String> variables) throws IOException {
    String name = "m" + processes.size();
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-cp",
            System.getProperty("java.class.path"),
            "io.saleproof.Main"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.environment().put("LOG_DATA_DIR", folder.resolve(name).toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".out").toFile());
    processes.add(builder.start());
    awaitAnswer(port);
  }

  private void awaitAnswer(int port) {
    await("a member to start, see " + folder)
        .atMost(START)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get(port, "/q/health/ready").statusCode() == 200);
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  /** Appends one message, and waits until so many members have it. */
  void append(int w) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + masterPort + "/log/messages"))
                  .POST(BodyPublishers.ofString(body(w)))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IllegalStateException(answer.body());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String body(int w) {
    return "{\"message\":\"" + "x".repeat(Row13Log.MESSAGE_BYTES) + "\",\"w\":" + w + "}";
  }

  /** Clients that ask for more members than there are, each on a connection of its own. */
  List<SocketChannel> block(int clients) {
    String request =
        "POST /log/messages HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body(4).length(), body(4));
    List<SocketChannel> blocked = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        SocketChannel socket =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), masterPort));
        socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        blocked.add(socket);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    await("all to wait").atMost(BLOCKING).until(() -> figure("log_waiting") >= clients);
    return blocked;
  }

  /** What the master's heap holds after a collection, in bytes. */
  double liveBytes() {
    try {
      Process collect =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(processes.getFirst().pid()),
                  "GC.run")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      collect.waitFor(30, TimeUnit.SECONDS);
      return figure("jvm_memory_used_bytes{area=\"heap\"");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  /** The master's resident memory, in MiB; 0 where the system doesn't tell. */
  double residentMebibytes() {
    Path status = Path.of("/proc/" + processes.getFirst().pid() + "/status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException notLinux) {
      return 0;
    }
  }

  private double figure(String name) throws IOException, InterruptedException {
    return get(masterPort, "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** CPU time used so far by the members and this process. */
  Duration cpuTime() {
    com.sun.management.OperatingSystemMXBean own =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Duration all = Duration.ofNanos(own.getProcessCpuTime());
    for (Process process : processes) {
      all = all.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
    }
    return all;
  }

  Path folder() {
    return folder;
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    http.shutdownNow();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
