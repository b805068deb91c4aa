package io.saleproof.bench;

import java.io.IOException;
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
 * @param prefix goes before each command, to pin it to a core; may be empty
 */
record Contestants(List<String> prefix) {

  private static final int KEY_BYTES = 32;

  /** From the environment, for a profile. */
  private static final List<String> FURTHER =
      Stream.of(System.getenv().getOrDefault("BENCH_JAVA_OPTS", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  /** The same for all that run in a JVM. */
  private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

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
    return new Served(command, environment, port, "/q/health/ready");
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
    return new Served(command, Map.of(), port, "/");
  }

  Served spring(String url, String database) throws IOException {
    Path folder = built("spring");
    int port = Served.freePort();
    return new Served(
        java("-jar", folder.resolve("peer.jar").toString()),
        environment(url, database, port),
        port,
        "/v1/products?limit=1");
  }

  Served fastApi(String url, String database, BenchRedis redis) throws IOException {
    Path folder = built("fastapi");
    int port = Served.freePort();
    List<String> command = new ArrayList<>(prefix);
    command.add(folder.resolve("venv/bin/uvicorn").toString());
    command.addAll(List.of("--app-dir", sources("fastapi").toString(), "service:app"));
    command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--workers", "1", "--loop", "uvloop", "--http", "httptools"));
    command.addAll(List.of("--no-access-log", "--log-level", "warning"));
    Map<String, String> environment = new HashMap<>(environment(url, database, port));
    environment.put("REDIS_URL", redis.url());
    return new Served(command, environment, port, "/helloDoc/count");
  }

  DriverProcess driver(String url, String database, String collection, int threads)
      throws IOException {
    List<String> command = java("-cp", classPath(built("driver")), "io.saleproof.peers.BareDriver");
    command.addAll(List.of(url, database, collection, Integer.toString(threads)));
    return new DriverProcess(command);
  }

  private List<String> java(String... options) {
    List<String> command = new ArrayList<>(prefix);
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
