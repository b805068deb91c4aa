package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The product and what it is measured beside, each as a process. The peers are built from {@code
 * bench/} by bench.sh, which leaves a sentence in {@code NAME.missing} for what it could not build.
 *
 * <p>They are started for one processor, but have another one as well to compile on until {@link
 * #pin} is called: what is measured after it is the code, not its compiler.
 */
final class Contestants {

  private static final int KEY_BYTES = 32;
  private static final String WARMING_UP_ON = "0,1";

  /** From the environment, for a profile. */
  private static final List<String> FURTHER =
      Stream.of(System.getenv().getOrDefault("BENCH_JAVA_OPTS", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  /** The same for all that run in a JVM. */
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1");

  private final List<String> prefix;
  private final List<Long> started = new ArrayList<>();

  /**
   * @param prefix goes before a command to have it on one processor ({@code taskset -c 0}); empty
   *     where that can't be done
   */
  Contestants(List<String> prefix) {
    this.prefix = List.copyOf(prefix);
  }

  /** Leaves one processor to all that were started: call it when they are warm. */
  void pin() {
    if (prefix.isEmpty()) {
      return;
    }
    for (long process : started) {
      run(List.of(prefix.getFirst(), "-a", "-c", "-p", prefix.getLast(), Long.toString(process)));
    }
  }

  private static void run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("failed: " + command);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  private Served served(
      List<String> command, Map<String, String> environment, int port, String ready)
      throws IOException {
    Served server = new Served(command, environment, port, ready);
    started.add(server.pid());
    return server;
  }

  /**
   * The program itself, open to everyone on this machine.
   *
   * @param settings further variables of its environment
   */
  Served shop(String url, String database, Map<String, String> settings) throws IOException {
    int port = Served.freePort();
    Map<String, String> environment = new HashMap<>(environment(url, database, port));
    environment.put("ACCESS", "open");
    environment.put("COLLECTIONS_API", "true");
    environment.put("SESSION_KEYS", "bench:" + key());
    environment.putAll(settings);
    List<String> command = java("-jar", System.getProperty("bench.program"));
    return served(command, environment, port, "/q/health/ready");
  }

  /** Answers every request with these bytes. */
  Served vertx(Recording answer) throws IOException {
    Path folder = built("vertx");
    Path file = Files.createTempFile("saleproof-bench-answer", ".http");
    Files.write(file, answer.bytes());
    file.toFile().deleteOnExit();
    int port = Served.freePort();
    List<String> command = java("-cp", classPath(folder), "io.saleproof.peers.BareVertx");
    command.addAll(List.of(Integer.toString(port), file.toString()));
    return served(command, Map.of(), port, "/");
  }

  Served spring(String url, String database) throws IOException {
    Path folder = built("spring");
    int port = Served.freePort();
    return served(
        java("-jar", folder.resolve("peer.jar").toString()),
        environment(url, database, port),
        port,
        "/v1/products?limit=1");
  }

  Served fastApi(String url, String database, BenchRedis redis) throws IOException {
    Path folder = built("fastapi");
    int port = Served.freePort();
    List<String> command = new ArrayList<>(warmingUp());
    command.add(folder.resolve("venv/bin/uvicorn").toString());
    command.addAll(List.of("--app-dir", sources("fastapi").toString(), "service:app"));
    command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--workers", "1", "--loop", "uvloop", "--http", "httptools"));
    command.addAll(List.of("--no-access-log", "--log-level", "warning"));
    Map<String, String> environment = new HashMap<>(environment(url, database, port));
    environment.put("REDIS_URL", redis.url());
    return served(command, environment, port, "/helloDoc/count");
  }

  DriverProcess driver(String url, String database, String collection, int threads)
      throws IOException {
    List<String> command = java("-cp", classPath(built("driver")), "io.saleproof.peers.BareDriver");
    command.addAll(List.of(url, database, collection, Integer.toString(threads)));
    DriverProcess driver = new DriverProcess(command);
    started.add(driver.pid());
    return driver;
  }

  private List<String> warmingUp() {
    return prefix.isEmpty() ? prefix : List.of(prefix.getFirst(), "-c", WARMING_UP_ON);
  }

  private List<String> java(String... options) {
    List<String> command = new ArrayList<>(warmingUp());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(FURTHER);
    command.addAll(List.of(options));
    return command;
  }

  private static Map<String, String> environment(String url, String database, int port) {
    return Map.of(
        "MONGODB_URL", url,
        "MONGODB_DATABASE_NAME", database,
        "HTTP_PORT", Integer.toString(port));
  }

  private static String key() {
    byte[] key = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static String classPath(Path folder) {
    return folder.resolve("peer.jar") + ":" + folder.resolve("lib") + "/*";
  }

  /** Both set by bench.sh. */
  private static Path built(String name) throws IOException {
    Path peers = Path.of(System.getProperty("bench.peers"));
    Path missing = peers.resolve(name + ".missing");
    if (Files.exists(missing)) {
      throw new NotMeasured(Files.readString(missing).strip());
    }
    return peers.resolve(name);
  }

  private static Path sources(String name) {
    return Path.of(System.getProperty("bench.sources"), name);
  }
}
