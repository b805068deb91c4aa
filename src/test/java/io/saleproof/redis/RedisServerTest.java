package io.saleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls to one real server that is slow, full, away or asks for a password. */
class RedisServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Everything in it has to be encoded in an address. */
  private static final String PASSWORD = "p+a:s/s w%rd@";

  private static final String ENCODED = "p+a%3As%2Fs%20w%25rd%40";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> open = new ArrayList<>();
  private Vertx vertx;

  @TempDir Path folder;

  @BeforeEach
  void begin() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    vertx.close();
  }

  @Test
  void sendsThePassword() throws Exception {
    RedisServerForTests server = server(PASSWORD);
    RedisRouter router = router("redis://:" + ENCODED + "@" + server.node());
    awaitAnswer(router);
    set(router, "key", "value");
    assertThat(server.call("GET", "key")).isEqualTo("value");
  }

  @Test
  void tellsARefusedPasswordFromAServerThatIsAway() {
    RedisServerForTests server = server(PASSWORD);
    RedisRouter router = router("redis://:forgotten@" + server.node());
    Awaitility.await().atMost(PATIENCE).until(() -> trouble(router) == RedisTrouble.Cause.ACCESS);
    assertThat(failure(router)).hasMessageNotContaining("forgotten");
  }

  @Test
  void usesTheDatabaseThatIsNamed() throws Exception {
    RedisServerForTests server = server("");
    RedisRouter router = router(server.url() + "/3");
    awaitAnswer(router);
    assertThat(server.call("INFO", "keyspace")).contains("db3:keys=1").doesNotContain("db0:");
  }

  @Test
  void joinsAServerThatComesLaterAndComesBackEmpty() throws Exception {
    RedisServerForTests server = server("");
    server.kill();
    RedisRouter router = router(server.url());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> trouble(router) == RedisTrouble.Cause.BREAKER_OPEN);
    assertThat(router.health()).isEqualTo(RedisRouter.Health.DEGRADED);

    server.start();
    awaitWell(router);
    run(router, "return redis.call('SET', KEYS[1], 'x')");
    int doubts = doubts();

    server.kill();
    Awaitility.await().atMost(PATIENCE).until(() -> doubts() > doubts && up() == 0);
    int whileAway = doubts();
    server.start();
    awaitWell(router);
    assertThat(doubts()).as("what was said while nobody listened").isGreaterThan(whileAway);
    assertThat(get(router, "key")).isNull();
    // It has forgotten its scripts too.
    run(router, "return redis.call('SET', KEYS[1], 'x')");
    assertThat(get(router, "key")).isEqualTo("x");
    server.call("PUBLISH", "news", "hello");
    Awaitility.await().atMost(PATIENCE).until(() -> told.contains("hello"));
  }

  @Test
  void aServerThatIsPausedCostsADeadlineAndThenNothing() {
    RedisServerForTests server = server("");
    RedisRouter router = router(server.url());
    awaitWell(router);
    int doubts = doubts();

    server.pause();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> trouble(router) == RedisTrouble.Cause.BREAKER_OPEN);
    // But for a probe now and then, nobody waits for it.
    long refused =
        IntStream.range(0, 100)
            .filter(i -> trouble(router) == RedisTrouble.Cause.BREAKER_OPEN)
            .count();
    assertThat(refused).isGreaterThan(90);
    Awaitility.await().atMost(PATIENCE).until(() -> doubts() > doubts && up() == 0);

    server.goOn();
    awaitWell(router);
    assertThat(trouble(router)).isNull();
  }

  @Test
  void aFullServerRefusesWhatIsNewAndIsNotTakenForAway() throws Exception {
    RedisServerForTests server = server("", "--maxmemory-policy", "noeviction");
    RedisRouter router = router(server.url());
    awaitWell(router);
    server.call("CONFIG", "SET", "maxmemory", "1");
    for (int i = 0; i < 2 * Breaker.WINDOW; i++) {
      assertThat(trouble(router)).isEqualTo(RedisTrouble.Cause.OUT_OF_MEMORY);
    }
    assertThat(get(router, "none")).isNull();
    server.call("CONFIG", "SET", "maxmemory", "0");
    assertThat(trouble(router)).isNull();
  }

  @Test
  void noMoreCallsWaitThanMay() {
    RedisServerForTests server = server("");
    RedisRouter router = router(server.url());
    awaitWell(router);
    server.pause();
    for (int i = 0; i < 3 * RedisSettings.QUICK.callsInFlight(); i++) {
      router.send("key", Request.cmd(Command.GET).arg("key"));
    }
    Awaitility.await().atMost(PATIENCE).until(() -> count("full-queue") > 0);
    server.goOn();
    awaitWell(router);
  }

  private RedisServerForTests server(String password, String... settings) {
    RedisServerForTests server =
        RedisServerForTests.start(
            folder, RedisServerForTests.freePort(), password, List.of(settings));
    open.add(server);
    return server;
  }

  private RedisRouter router(String url) {
    RedisRouter router =
        new RedisRouter(
            vertx, RedisAddress.parse(url), RedisSettings.QUICK, new NetClientOptions(), registry);
    open.add(router);
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
    return router;
  }

  private void awaitAnswer(RedisRouter router) {
    Awaitility.await().atMost(PATIENCE).until(() -> trouble(router) == null);
  }

  private void awaitWell(RedisRouter router) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> trouble(router) == null && router.health() == RedisRouter.Health.WELL);
  }

  private int doubts() {
    return (int) told.stream().filter("doubt"::equals).count();
  }

  /** Whether messages come, as the operator is told. */
  private double up() {
    return registry.get("saleproof.redis.subscription.up").gauge().value();
  }

  private double count(String outcome) {
    return registry.get("saleproof.redis.calls").tag("outcome", outcome).counter().count();
  }

  private static void set(RedisRouter router, String key, String value) throws Exception {
    await(router.send(key, Request.cmd(Command.SET).arg(key).arg(value)));
  }

  private static String get(RedisRouter router, String key) throws Exception {
    Response found = await(router.send(key, Request.cmd(Command.GET).arg(key)));
    return found == null ? null : found.toString();
  }

  private static void run(RedisRouter router, String script) throws Exception {
    await(router.run(RedisScript.of(script), "key", List.of()));
  }

  /** Why a write fails; null: it does not. */
  private static RedisTrouble.Cause trouble(RedisRouter router) {
    Throwable failure = failure(router);
    return failure == null ? null : ((RedisTrouble) failure).reason();
  }

  private static Throwable failure(RedisRouter router) {
    try {
      set(router, "other", "x");
      return null;
    } catch (Exception failed) {
      return failed;
    }
  }

  private static Response await(io.vertx.core.Future<Response> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw (Exception) failed.getCause();
    }
  }
}
