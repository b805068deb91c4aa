package io.saleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What becomes of calls while the nodes of a real cluster fail. In order: the cluster is used up.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Vertx vertx;
  private static RedisClusterForTests cluster;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private RedisRouter router;

  @BeforeAll
  static void form() {
    vertx = Vertx.vertx();
    cluster = RedisClusterForTests.start(RedisClusterForTests.folder(), "secret");
  }

  @AfterAll
  static void end() {
    cluster.close();
    vertx.close();
  }

  @BeforeEach
  void connect() {
    router =
        new RedisRouter(
            vertx,
            RedisAddress.parse(cluster.url()),
            RedisSettings.QUICK,
            new NetClientOptions(),
            registry);
    router.subscribe(
        "news",
        new MessageListener() {
          @Override
          public void message(byte[] payload) {
            told.add(new String(payload, java.nio.charset.StandardCharsets.UTF_8));
          }

          @Override
          public void doubt() {
            told.add("doubt");
          }
        });
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                keys().stream().allMatch(this::canSet)
                    && router.health() == RedisRouter.Health.WELL);
  }

  @AfterEach
  void disconnect() {
    router.close();
  }

  @Test
  @Order(1)
  void findsTheMasterOfEveryKey() throws Exception {
    for (String key : keys()) {
      set(key, "of " + key);
    }
    for (String key : keys()) {
      assertThat(get(key)).isEqualTo("of " + key);
    }
    assertThat(count("saleproof.redis.detours")).isZero();
  }

  @Test
  @Order(2)
  void followsASlotThatMoves() throws Exception {
    String key = "moving";
    set(key, "before");
    int slot = HashSlot.of(key);
    RedisServerForTests from = cluster.masterOf(key);
    RedisServerForTests to =
        cluster.servers().stream()
            .filter(one -> RedisClusterForTests.isMaster(one) && one != from)
            .findFirst()
            .orElseThrow();
    String slotText = Integer.toString(slot);
    to.call("CLUSTER", "SETSLOT", slotText, "IMPORTING", RedisClusterForTests.id(from));
    from.call("CLUSTER", "SETSLOT", slotText, "MIGRATING", RedisClusterForTests.id(to));
    from.call(
        "MIGRATE",
        "127.0.0.1",
        Integer.toString(to.node().port()),
        key,
        "0",
        "5000",
        "AUTH",
        "secret");

    assertThat(get(key)).isEqualTo("before");
    assertThat(run("return redis.call('GET', KEYS[1])", key)).isEqualTo("before");
    assertThat(registry.get("saleproof.redis.detours").tag("kind", "ask").counter().count())
        .isGreaterThanOrEqualTo(2);

    for (RedisServerForTests one : List.of(to, from)) {
      one.call("CLUSTER", "SETSLOT", slotText, "NODE", RedisClusterForTests.id(to));
    }
    assertThat(get(key)).isEqualTo("before");
    assertThat(registry.get("saleproof.redis.detours").tag("kind", "moved").counter().count())
        .isGreaterThanOrEqualTo(1);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              double before = count("saleproof.redis.detours");
              assertThat(get(key)).isEqualTo("before");
              assertThat(count("saleproof.redis.detours")).isEqualTo(before);
            });
  }

  @Test
  @Order(3)
  void aScriptIsTaughtToTheNodeThatDoesNotKnowIt() throws Exception {
    cluster.masterOf("taught").call("SCRIPT", "FLUSH");
    assertThat(run("return ARGV[1] .. '!'", "taught")).isEqualTo("hello!");
    assertThat(count("saleproof.redis.calls", "outcome", "refused")).isZero();
  }

  @Test
  @Order(4)
  void messagesComeFromEveryNode() {
    for (RedisServerForTests server : cluster.servers()) {
      server.call("PUBLISH", "news", "from " + server.node());
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.servers().stream()
                    .allMatch(server -> told.contains("from " + server.node())));
  }

  @Test
  @Order(5)
  void aPausedMasterFailsWhatItHoldsAndNoMore() {
    RedisServerForTests paused = cluster.masterOf(keys().getFirst());
    List<String> held = keys().stream().filter(key -> cluster.masterOf(key) == paused).toList();
    List<String> others = keys().stream().filter(key -> !held.contains(key)).toList();
    paused.pause();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                held.forEach(this::trySet);
                return open() > 0;
              });
      assertThat(others).isNotEmpty().allMatch(this::canSet);
    } finally {
      paused.goOn();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> keys().stream().allMatch(this::canSet));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> router.health() == RedisRouter.Health.WELL && cluster.whole());
  }

  @Test
  @Order(6)
  void afterAKilledMasterTheOthersGoOnAndItsReplicaIsFound() {
    RedisServerForTests killed = cluster.masterOf(keys().getFirst());
    List<String> others = keys().stream().filter(key -> cluster.masterOf(key) != killed).toList();
    int doubts = doubts();
    killed.kill();

    assertThat(others).isNotEmpty().allMatch(this::canSet);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              // None of these ever fails while the replica takes over.
              assertThat(others).allMatch(this::canSet);
              return keys().stream().allMatch(this::canSet);
            });
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> doubts() > doubts && router.health() == RedisRouter.Health.WELL);
    cluster.servers().stream()
        .filter(RedisServerForTests::alive)
        .forEach(one -> one.call("PUBLISH", "news", "after " + one.node()));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> told.stream().filter(text -> text.startsWith("after")).count() == 5);
  }

  @Test
  @Order(7)
  void startsWithADeadNodeAmongThoseNamed() throws Exception {
    assertThat(cluster.servers()).anyMatch(one -> !one.alive());
    for (String key : keys()) {
      set(key, "again");
      assertThat(get(key)).isEqualTo("again");
    }
  }

  private int doubts() {
    return (int) told.stream().filter("doubt"::equals).count();
  }

  private static List<String> keys() {
    return IntStream.range(0, 24).mapToObj(i -> "key-" + i).toList();
  }

  private double open() {
    return registry.get("saleproof.redis.breakers").tag("state", "open").gauge().value();
  }

  private double count(String meter, String... tags) {
    return registry.find(meter).tags(tags).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  private boolean canSet(String key) {
    try {
      set(key, "x");
      return true;
    } catch (Exception failed) {
      return false;
    }
  }

  private void trySet(String key) {
    router.send(key, Request.cmd(Command.SET).arg(key).arg("x"));
  }

  private void set(String key, String value) throws Exception {
    await(router.send(key, Request.cmd(Command.SET).arg(key).arg(value)));
  }

  private String get(String key) throws Exception {
    return await(router.send(key, Request.cmd(Command.GET).arg(key))).toString();
  }

  private String run(String script, String key) throws Exception {
    return await(router.run(RedisScript.of(script), key, List.of("hello"))).toString();
  }

  private static Response await(io.vertx.core.Future<Response> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw (Exception) failed.getCause();
    } catch (TimeoutException never) {
      throw new AssertionError("a call did not end", never);
    }
  }
}
