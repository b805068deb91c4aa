package io.saleproof.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A real cluster of three masters with a replica each, on this machine. */
public final class RedisClusterForTests implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RedisServerForTests> servers;

  private RedisClusterForTests(List<RedisServerForTests> servers) {
    this.servers = servers;
  }

  /**
   * Starts the nodes and waits until they have formed a cluster.
   *
   * @param settings of every node
   */
  public static RedisClusterForTests start(Path folder, String password, String... settings) {
    List<RedisServerForTests> servers =
        IntStream.range(0, 2 * MASTERS)
            .parallel()
            .mapToObj(i -> server(folder, password, settings))
            .toList();
    RedisClusterForTests cluster = new RedisClusterForTests(servers);
    try {
      cluster.form();
    } catch (RuntimeException failed) {
      cluster.close();
      throw failed;
    }
    return cluster;
  }

  private static RedisServerForTests server(Path folder, String password, String... settings) {
    int port = RedisServerForTests.freePort();
    List<String> all =
        new ArrayList<>(
            List.of(
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                "nodes-" + port + ".conf",
                "--cluster-node-timeout",
                "1000",
                "--cluster-require-full-coverage",
                "no",
                "--cluster-replica-validity-factor",
                "0",
                "--repl-diskless-sync",
                "yes",
                "--repl-diskless-sync-delay",
                "0"));
    all.addAll(List.of(settings));
    return RedisServerForTests.start(folder, port, password, all);
  }

  private void form() {
    for (int i = 0; i < MASTERS; i++) {
      int from = HashSlot.COUNT * i / MASTERS;
      int to = HashSlot.COUNT * (i + 1) / MASTERS;
      List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(from, to).forEach(slot -> command.add(Integer.toString(slot)));
      servers.get(i).call(command.toArray(String[]::new));
    }
    for (int i = 0; i < servers.size(); i++) {
      servers.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      RedisNode first = servers.getFirst().node();
      if (i > 0) {
        servers.get(i).call("CLUSTER", "MEET", first.host(), Integer.toString(first.port()));
      }
    }
    await(() -> servers.stream().allMatch(one -> knows(one, 2 * MASTERS)));
    for (int i = 0; i < MASTERS; i++) {
      RedisServerForTests replica = servers.get(MASTERS + i);
      replica.call("CLUSTER", "REPLICATE", id(servers.get(i)));
    }
    await(this::whole);
  }

  private static boolean knows(RedisServerForTests server, int nodes) {
    return server.call("CLUSTER", "INFO").contains("cluster_known_nodes:" + nodes);
  }

  /** Whether every slot has a master and every master that lives a replica that follows it. */
  boolean whole() {
    return servers.stream()
        .filter(RedisServerForTests::alive)
        .allMatch(
            one ->
                one.call("CLUSTER", "INFO").contains("cluster_state:ok")
                    && (isMaster(one)
                        ? one.call("INFO", "replication").contains("state=online")
                        : one.call("INFO", "replication").contains("master_link_status:up")));
  }

  public static boolean isMaster(RedisServerForTests server) {
    return server.call("INFO", "replication").contains("role:master");
  }

  /** Waits until it is {@link #whole}. */
  public void awaitWhole() {
    await(this::whole);
  }

  static String id(RedisServerForTests server) {
    return server.call("CLUSTER", "MYID");
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  public List<RedisServerForTests> servers() {
    return servers;
  }

  RedisServerForTests at(RedisNode node) {
    return servers.stream().filter(one -> one.node().equals(node)).findFirst().orElseThrow();
  }

  /** Who holds this key, as a living node sees it. */
  RedisServerForTests masterOf(String key) {
    int slot = HashSlot.of(key);
    String nodes =
        servers.stream()
            .filter(RedisServerForTests::alive)
            .findFirst()
            .orElseThrow()
            .call("CLUSTER", "NODES");
    for (String line : nodes.split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      for (int i = 8; i < words.length; i++) {
        if (holds(words[i], slot)) {
          int port = Integer.parseInt(words[1].replaceAll(".*:([0-9]+)@.*", "$1"));
          return at(new RedisNode("127.0.0.1", port));
        }
      }
    }
    throw new IllegalStateException("nobody holds " + key);
  }

  private static boolean holds(String range, int slot) {
    if (!range.matches("[0-9]+(-[0-9]+)?")) {
      return false;
    }
    String[] ends = range.split("-", -1);
    return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
  }

  public String url() {
    return servers.stream().map(RedisServerForTests::url).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    servers.forEach(RedisServerForTests::close);
  }

  /** A folder of its own, which is left to the system. */
  static Path folder() {
    try {
      return Files.createTempDirectory("redis-cluster");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
