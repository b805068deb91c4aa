package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 18 with processes that die: rounds of writes and removals by clients while the network is
 * cut and nodes and their Redis are killed; after each, all is started and healed, and soon all
 * nodes show the same, and of each client's own pairs exactly what it was told. One short round in
 * every build; {@code scripts/prove-nodes.sh} runs it for long.
 */
class NodeProcessesTest {

  private static final int NODES = Integer.getInteger("nodes.count", 3);
  private static final int ROUNDS = Integer.getInteger("nodes.rounds", 1);

  /** Before the network is cut, until something is killed, and until the clients end. */
  private static final int STAGE_WRITES = Integer.getInteger("nodes.stageWrites", 100);

  private static final long SEED = Long.getLong("nodes.seed", 20260101);

  /** How soon all must be equal after healing: 10 s are promised, as prove-nodes.sh asks for. */
  private static final Duration EQUAL =
      Duration.ofSeconds(Long.getLong("nodes.equalSeconds", Eventually.PATIENCE.toSeconds()));

  private static final int CLIENTS = 6;
  private static final int OWN_NAMES = 10;
  private static final int SHARED_NAMES = 5;
  private static final int[] SKEW_SECONDS = {0, 600, -600, 420, -180};
  private static final String ABSENT = "-";
  private static final long PAUSE_NANOS = 20_000_000;

  private final List<Seat> seats = new ArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  /** What a client may find at each of its own names: one value, or several after unknown ends. */
  private final Map<String, Set<String>> possible = new ConcurrentHashMap<>();

  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

  private final class Seat {
    private final String name;
    private final RedisProcess redis;
    private final TcpProxy proxy;
    private final TcpProxy list;
    private final NodeProcess node;
    private final NodeClient client;

    private Seat(int index, Path folder, RedisProcess registry) throws IOException {
      int port = RedisProcess.freePort();
      name = "n" + index;
      redis = RedisProcess.start(Files.createDirectory(folder.resolve(name)));
      proxy = TcpProxy.ofNode(port);
      list = TcpProxy.ofRedis(registry.port());
      client = new NodeClient(port);
      node =
          new NodeProcess(
              Map.of(
                  "SALEPROOF_ROLE",
                  "node",
                  "HTTP_PORT",
                  Integer.toString(port),
                  "NODE_NAME",
                  name,
                  "NODE_ADDRESS",
                  "http://127.0.0.1:" + proxy.port(),
                  "REDIS_URL",
                  redis.url(),
                  "REGISTRY_REDIS_URL",
                  "redis://127.0.0.1:" + list.port(),
                  "NODE_CLOCK_OFFSET_SECONDS",
                  Integer.toString(SKEW_SECONDS[index])),
              folder.resolve(name + ".log"));
      node.start();
    }

    private void close() throws IOException {
      node.close();
      proxy.close();
      list.close();
      redis.close();
    }
  }

  @Test
  void endsEqualAndKeepsWhatItAcknowledgedHoweverOftenProcessesDie(@TempDir Path folder)
      throws Exception {
    Random random = new Random(SEED);
    int killed = 0;
    Duration slowest = Duration.ZERO;
    try (RedisProcess registry =
        RedisProcess.start(Files.createDirectory(folder.resolve("list")))) {
      for (int i = 0; i < NODES; i++) {
        seats.add(new Seat(i, folder, registry));
      }
      awaitReady();
      for (int round = 0; round < ROUNDS; round++) {
        List<Thread> clients = startClients(round, random);
        awaitWrites();
        cut(random);
        awaitWrites();
        List<Runnable> restarts = kill(random);
        killed += restarts.size();
        awaitWrites();
        for (Thread client : clients) {
          client.interrupt();
          client.join();
        }
        restarts.forEach(Runnable::run);
        awaitReady();
        slowest = longer(slowest, healAndAwaitEqualDumps());
        assertEachClientFindsItsOwn();
      }
    } finally {
      for (Seat seat : seats) {
        seat.close();
      }
    }
    report(killed, slowest);
  }

  private void awaitWrites() {
    int enough = writes.get() + STAGE_WRITES;
    org.awaitility.Awaitility.await()
        .atMost(Eventually.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> writes.get() >= enough);
  }

  /** A client stays with one node for a round: another could not know yet what it has written. */
  private List<Thread> startClients(int round, Random random) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      NodeClient node = seats.get(random.nextInt(NODES)).client;
      Random own = new Random(random.nextLong());
      clients.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int step = 0; !Thread.currentThread().isInterrupted(); step++) {
                      act(node, number, "v" + round + "." + number + "." + step, own);
                    }
                  }));
    }
    return clients;
  }

  private void act(NodeClient node, int number, String value, Random random) {
    boolean shared = random.nextInt(4) == 0;
    String name =
        shared
            ? "shared/" + random.nextInt(SHARED_NAMES)
            : "client " + number + "/" + random.nextInt(OWN_NAMES);
    boolean removal = random.nextInt(3) == 0;
    String outcome = removal ? ABSENT : value;
    boolean done = false;
    int status = 0;
    try {
      status = (removal ? node.oldRemove(name) : node.oldUpdate(name, value)).status();
      done = status == 200 || status == 404;
    } catch (UncheckedIOException | IllegalStateException lost) {
      // Done or not: it stays unknown. The node may be down: no need to hurry.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    writes.incrementAndGet();
    if (shared) {
      return;
    }
    if (status == 404) {
      if (!possible.getOrDefault(name, Set.of(ABSENT)).contains(ABSENT)) {
        surprises.add(name + " was gone before it was removed");
      }
    }
    if (done) {
      possible.put(name, Set.of(outcome));
    } else {
      unknown.incrementAndGet();
      Set<String> more = new HashSet<>(possible.getOrDefault(name, Set.of(ABSENT)));
      more.add(outcome);
      possible.put(name, more);
    }
  }

  /** Two groups that don't reach each other; every other time, the first has no list either. */
  private void cut(Random random) {
    List<Seat> mixed = new ArrayList<>(seats);
    Collections.shuffle(mixed, random);
    List<Seat> group = mixed.subList(0, 1 + random.nextInt(NODES / 2));
    for (Seat one : seats) {
      for (Seat other : seats) {
        if (group.contains(one) != group.contains(other)) {
          one.proxy.cut(other.name);
        }
      }
    }
    if (random.nextBoolean()) {
      group.forEach(seat -> seat.list.cut(TcpProxy.ANYONE));
    }
  }

  private List<Runnable> kill(Random random) {
    Seat first = seats.get(random.nextInt(NODES));
    Seat second = seats.get(random.nextInt(NODES));
    first.node.kill();
    second.redis.kill();
    return List.of(second.redis::start, first.node::start);
  }

  private void awaitReady() {
    for (Seat seat : seats) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(seat.client.get("/q/health/ready").status()).isEqualTo(200));
    }
  }

  private Duration healAndAwaitEqualDumps() {
    long begun = System.nanoTime();
    for (Seat seat : seats) {
      seat.proxy.heal();
      seat.list.heal();
    }
    Eventually.within(
        EQUAL,
        () -> {
          Map<String, String> first = seats.getFirst().client.dump();
          for (Seat seat : seats) {
            assertThat(seat.client.dump()).as(seat.name).isEqualTo(first);
          }
        });
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void assertEachClientFindsItsOwn() {
    assertThat(surprises).isEmpty();
    Map<String, String> dump = new HashMap<>(seats.getFirst().client.dump());
    possible.forEach(
        (name, values) -> assertThat(dump.getOrDefault(name, ABSENT)).as(name).isIn(values));
    // What was unknown is known from now on.
    possible.replaceAll((name, values) -> Set.of(dump.getOrDefault(name, ABSENT)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void report(int killed, Duration slowest) throws IOException {
    Path report = Files.createDirectories(Path.of("target", "proof")).resolve("nodes.txt");
    Files.writeString(
        report,
        "%d nodes, %d rounds, %d writes (%d of unknown outcome), %d processes killed; equal dumps at most %d ms after healing%n"
            .formatted(NODES, ROUNDS, writes.get(), unknown.get(), killed, slowest.toMillis()));
  }
}
