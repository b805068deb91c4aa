package io.saleproof.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A shop of several processes on loopback: instances of the packaged program, registered in a real
 * agent of Consul, behind a real HAProxy that finds them there, on one database and one real Redis.
 */
final class ScaledShop implements AutoCloseable {

  private static final Duration START_BOUND = Duration.ofSeconds(180);
  private static final Duration LISTED_BOUND = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_INSTANCES = 5;

  /** Which port is whose; the agent has those before. */
  private static final int PROXY = 5;

  private static final int STATS = 6;
  private static final int REDIS = 7;
  private static final int FIRST_INSTANCE = 8;

  /** What is run, by path. */
  record Programs(
      Path consul, Path haproxy, Path redis, List<String> shop, List<String> database) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Programs programs;
  private final Path folder;
  private final Usage usage;
  private final List<Integer> ports;
  private final Map<Integer, ProvedProcess> instances = new LinkedHashMap<>();
  private final List<ProvedProcess> open = new ArrayList<>();
  private final ConsulAgent consul;
  private ConsulProxy proxy;
  private String database;
  private int started;

  /**
   * @param folder for data and logs; its {@code keys} verify tokens
   * @param usage is told of each process
   */
  ScaledShop(Programs programs, Path folder, Usage usage) throws Exception {
    this.programs = programs;
    this.folder = folder;
    this.usage = usage;
    ports = ProvedProcess.freePorts(FIRST_INSTANCE + MOST_INSTANCES);
    consul = new ConsulAgent(programs.consul(), ports.subList(0, PROXY), folder);
  }

  void start(int count) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    consul.start();
    opened("redis", redis());
    ProvedProcess mongo =
        opened(
            "database",
            ProvedProcess.start(programs.database(), Map.of(), folder.resolve("database.log")));
    Patience.await("the database is up", START_BOUND, () -> isDatabaseUp(mongo));
    Patience.await("the agent is up", START_BOUND, consul::isUp);
    proxy =
        ConsulProxy.start(
            programs.haproxy(), folder, ports.get(PROXY), ports.get(STATS), consul.dnsPort());
    usage.watch("proxy", proxy.handle());
    for (int i = 0; i < count; i++) {
      awaitReady(add());
    }
    Patience.await("the proxy has found them", LISTED_BOUND, this::serves);
  }

  private ProvedProcess redis() {
    return ProvedProcess.start(
        List.of(
            programs.redis().toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(ports.get(REDIS)),
            "--save",
            "",
            "--appendonly",
            "no",
            "--maxmemory",
            "64mb",
            "--maxmemory-policy",
            "allkeys-lfu"),
        Map.of(),
        folder.resolve("redis.log"));
  }

  private boolean isDatabaseUp(ProvedProcess mongo) throws IOException {
    if (!mongo.lives()) {
      throw new IllegalStateException(Files.readString(folder.resolve("database.log")));
    }
    database =
        Files.readAllLines(folder.resolve("database.log")).stream()
            .filter(line -> line.startsWith("mongodb://"))
            .findFirst()
            .orElse("");
    return !database.isEmpty();
  }

  private ProvedProcess opened(String tier, ProvedProcess process) {
    open.add(process);
    usage.watch(tier, process.handle());
    return process;
  }

  /** Starts one more, and gives its port. */
  int add() {
    int port = ports.get(FIRST_INSTANCE + started++);
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HTTP_PORT", Integer.toString(port)),
            Map.entry("MONGODB_URL", database),
            Map.entry("MONGODB_DATABASE_NAME", "sale"),
            Map.entry("REDIS_URL", "redis://127.0.0.1:" + ports.get(REDIS)),
            Map.entry("CONSUL_URL", consul.url()),
            Map.entry("SERVICE_ADDRESS", "127.0.0.1"),
            Map.entry("ACCESS", "token"),
            Map.entry("JWT_PUBLIC_KEYS", folder.resolve("keys/jwt-public.pem").toString()),
            Map.entry("SESSION_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
    ProvedProcess process =
        ProvedProcess.start(programs.shop(), environment, folder.resolve("shop-" + port + ".log"));
    instances.put(port, process);
    usage.watch("shop", process.handle());
    return port;
  }

  /** Until it is ready and Consul hands it out. */
  void awaitReady(int port) throws Exception {
    Patience.await("an instance is listed", START_BOUND, () -> listed().contains(id(port)));
  }

  /** SIGTERM to the one that was started first of those that live. */
  ProvedProcess stopOldest() {
    int port = instances.keySet().iterator().next();
    ProvedProcess process = instances.remove(port);
    process.signal("TERM");
    open.add(process);
    return process;
  }

  Set<String> listed() throws IOException {
    return consul.passing();
  }

  /** The ids that those have who live. */
  Set<String> living() {
    Set<String> ids = new TreeSet<>();
    instances.keySet().forEach(port -> ids.add(id(port)));
    return ids;
  }

  /** The ports of those who live. */
  Set<Integer> ports() {
    return instances.keySet();
  }

  int redisPort() {
    return ports.get(REDIS);
  }

  static String id(int port) {
    return "saleproof-127-0-0-1-" + port;
  }

  String url() {
    return "http://127.0.0.1:" + proxyPort();
  }

  private int proxyPort() {
    return ports.get(PROXY);
  }

  ConsulProxy proxy() {
    return proxy;
  }

  private boolean serves() throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/v1/categories")).timeout(ANSWER).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  @Override
  public synchronized void close() {
    instances.values().forEach(ProvedProcess::kill);
    open.reversed().forEach(ProvedProcess::kill);
    if (proxy != null) {
      proxy.close();
    }
    consul.close();
  }
}
