package io.saleproof.cluster;

import io.saleproof.embedded.EmbeddedMongo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * {@code ./scripts/prove-registrar.sh}: three processes of the program, a real agent of Consul and
 * HAProxy, which knows the instances from Consul alone, checks nothing itself and repeats nothing.
 * Exit status: 0 all holds, 1 something does not.
 */
public final class ProveRegistrar {

  private static final int INSTANCES = 3;
  private static final Duration START_BOUND = Duration.ofSeconds(180);
  private static final Duration LISTED_BOUND = Duration.ofSeconds(10);
  private static final Duration GONE_BOUND = Duration.ofSeconds(70);
  private static final Duration END_BOUND = Duration.ofSeconds(40);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final List<String> command;
  private final String database;
  private final ConsulAgent consul;
  private final int proxyPort;
  private final int statsPort;
  private final Map<Integer, ProvedProcess> shops = new TreeMap<>();
  private final List<Integer> ports;
  private int broken;

  private ProveRegistrar(
      Path folder, List<String> command, String database, ConsulAgent consul, List<Integer> ports) {
    this.folder = folder;
    this.command = command;
    this.database = database;
    this.consul = consul;
    this.proxyPort = ports.get(0);
    this.statsPort = ports.get(1);
    this.ports = ports.subList(2, ports.size());
  }

  /**
   * @param arguments the agent's binary, HAProxy's, a folder, and the command that starts the
   *     program
   */
  public static void main(String... arguments) throws Exception {
    Path folder = Path.of(arguments[2]);
    List<String> command = Arrays.asList(arguments).subList(3, arguments.length);
    List<Integer> ports = ProvedProcess.freePorts(INSTANCES + 8);
    Path agent = Path.of(arguments[0]);
    System.out.println(ConsulAgent.version(agent));
    boolean holds;
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder.resolve("mongodb"));
        ConsulAgent consul = new ConsulAgent(agent, ports.subList(0, 5), folder)) {
      ProveRegistrar proof =
          new ProveRegistrar(
              folder, command, mongo.connectionString(), consul, ports.subList(5, ports.size()));
      Runtime.getRuntime().addShutdownHook(new Thread(proof::end));
      try (ConsulProxy proxy =
          ConsulProxy.start(
              Path.of(arguments[1]), folder, proof.proxyPort, proof.statsPort, consul.dnsPort())) {
        holds = proof.run(proxy);
      } finally {
        proof.end();
      }
    }
    System.out.println(holds ? "All holds." : "Something does not hold; logs: " + folder);
    System.exit(holds ? 0 : 1);
  }

  private boolean run(ConsulProxy proxy) throws Exception {
    consul.start();
    Patience.await("the agent is up", START_BOUND, consul::isUp);
    for (int i = 0; i < INSTANCES; i++) {
      startShop(ports.get(i));
    }
    for (int i = 0; i < INSTANCES; i++) {
      int port = ports.get(i);
      Patience.await("an instance is ready", START_BOUND, () -> isReady(port));
    }
    bounded("registered, once ready", LISTED_BOUND, () -> consul.passing().equals(living()));
    Patience.await("the proxy has found them", LISTED_BOUND.multipliedBy(2), this::proxyServes);
    try (SteadyWrites writes =
        new SteadyWrites(URI.create("http://127.0.0.1:" + proxyPort + "/proof/users"))) {
      writes.start();
      Patience.pause(SETTLE);
      lost("before anything happens", writes, 0);
      agentStartsEmpty(writes);
      agentIsSilent(writes);
      instancesAreRestarted(writes);
      instanceComesAndGoes(writes);
      instanceHangs(writes);
      instanceDies(writes);
    }
    check("the proxy has lived", proxy.lives());
    return broken == 0;
  }

  private void agentStartsEmpty(SteadyWrites writes) throws Exception {
    consul.kill();
    Patience.pause(SETTLE);
    consul.start();
    Patience.await("the agent is up", START_BOUND, consul::isUp);
    bounded(
        "agent killed, started empty: all listed again, once it is up",
        LISTED_BOUND,
        () -> consul.passing().equals(living()));
    Patience.pause(SETTLE);
    lost("  meanwhile", writes, 0);
  }

  private void agentIsSilent(SteadyWrites writes) throws Exception {
    consul.signal("STOP");
    Patience.pause(SILENCE);
    consul.signal("CONT");
    bounded(
        "agent silent for a minute: the same are listed",
        LISTED_BOUND,
        () -> consul.passing().equals(living()) && consul.catalogue().equals(living()));
    Patience.pause(SETTLE);
    lost("  meanwhile", writes, 0);
  }

  private void instancesAreRestarted(SteadyWrites writes) throws Exception {
    for (int port : List.copyOf(shops.keySet())) {
      stopInOrder("SIGTERM of an instance", port);
      startShop(port);
      Patience.await("it is back", START_BOUND, () -> isReady(port));
      bounded("  started again: listed, once ready", LISTED_BOUND, () -> allPass());
      Patience.pause(SETTLE);
      lost("  meanwhile", writes, 0);
    }
  }

  private void instanceComesAndGoes(SteadyWrites writes) throws Exception {
    int port = ports.get(INSTANCES);
    startShop(port);
    Patience.await("it is ready", START_BOUND, () -> isReady(port));
    bounded("a fourth instance: listed, once ready", LISTED_BOUND, () -> allPass());
    Patience.pause(SETTLE);
    stopInOrder("  SIGTERM of it", port);
    Patience.pause(SETTLE);
    lost("  meanwhile", writes, 0);
  }

  /** Leaves the registry at once, and ends when it has served what came. */
  private void stopInOrder(String what, int port) throws Exception {
    ProvedProcess shop = shops.remove(port);
    shop.signal("TERM");
    bounded(what + ": off the list", LISTED_BOUND, () -> consul.catalogue().equals(living()));
    check("  and it serves on", isServing(port));
    bounded("  and it has ended", END_BOUND, () -> !shop.lives());
  }

  /** It doesn't even refuse a connection, as one whose machine is gone. */
  private void instanceHangs(SteadyWrites writes) throws Exception {
    int port = ports.get(1);
    ProvedProcess shop = Objects.requireNonNull(shops.remove(port));
    shop.signal("STOP");
    bounded("an instance hangs: not ready", LISTED_BOUND, this::allPass);
    shops.put(port, shop);
    shop.signal("CONT");
    bounded("  it goes on: ready again", LISTED_BOUND, this::allPass);
    lost("  meanwhile, as nothing checks but Consul", writes, Integer.MAX_VALUE);
    Patience.pause(SETTLE);
    lost("  and then", writes, 0);
  }

  private void instanceDies(SteadyWrites writes) throws Exception {
    int port = ports.get(0);
    ProvedProcess shop = shops.remove(port);
    long begun = System.nanoTime();
    shop.kill();
    bounded("kill -9 of an instance: not ready", LISTED_BOUND, () -> allPass());
    bounded(
        "  off the list",
        GONE_BOUND.minusNanos(System.nanoTime() - begun),
        () -> consul.catalogue().equals(living()));
    System.out.printf("  in all %.1f s%n", seconds(begun));
    lost("  meanwhile, as nothing checks but Consul", writes, Integer.MAX_VALUE);
    Patience.pause(SETTLE);
    lost("  and then", writes, 0);
  }

  private boolean allPass() throws IOException {
    return consul.passing().equals(living());
  }

  /** The ids that those have who live. */
  private Set<String> living() {
    Set<String> ids = new TreeSet<>();
    shops.keySet().forEach(port -> ids.add("saleproof-127-0-0-1-" + port));
    return ids;
  }

  private void startShop(int port) {
    Map<String, String> environment =
        Map.of(
            "HTTP_PORT",
            Integer.toString(port),
            "MONGODB_URL",
            database,
            "MONGODB_DATABASE_NAME",
            "proof",
            "ACCESS",
            "open",
            "COLLECTIONS_API",
            "true",
            "SESSION_KEYS",
            "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "CONSUL_URL",
            consul.url());
    shops.put(
        port, ProvedProcess.start(command, environment, folder.resolve("shop-" + port + ".log")));
  }

  private boolean isReady(int port) {
    return status(port, "/q/health/ready") == 200;
  }

  private boolean isServing(int port) {
    return status(port, "/v1/categories") == 200;
  }

  private boolean proxyServes() {
    return status(proxyPort, "/v1/categories") == 200;
  }

  private int status(int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(ANSWER)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  private void bounded(String what, Duration bound, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    boolean held = Patience.becomes(bound, condition);
    broken += held ? 0 : 1;
    System.out.printf(
        "%-8s %s: %.1f s (bound %d s)%n",
        held ? "holds" : "BROKEN", what, seconds(begun), bound.toSeconds());
  }

  private void lost(String what, SteadyWrites writes, int bound) {
    SteadyWrites.Tally tally = writes.take();
    boolean held = tally.failures().size() <= bound && tally.done() > 0;
    broken += held ? 0 : 1;
    System.out.printf("%-8s %s: %s%n", held ? "holds" : "BROKEN", what, tally.text());
  }

  private void check(String what, boolean held) {
    broken += held ? 0 : 1;
    System.out.printf("%-8s %s%n", held ? "holds" : "BROKEN", what);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void end() {
    shops.values().forEach(ProvedProcess::kill);
    consul.close();
  }
}
