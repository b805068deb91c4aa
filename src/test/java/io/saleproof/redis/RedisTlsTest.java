package io.saleproof.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.http.KeptLines;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS, as {@code rediss://} and {@code saleproof.redis.tls} name it. */
class RedisTlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String TRUSTED = "cache";

  @TempDir static Path certificates;

  private static TestCertificate redis;
  private static TestCertificate unknown;
  private static TestCertificate ofAnotherHost;

  private final KeptLines log = KeptLines.ofAll();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Vertx vertx;
  private RedisServerForTests server;

  @TempDir Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    redis = TestCertificate.of(certificates, "redis", "ip:127.0.0.1");
    unknown = TestCertificate.of(certificates, "unknown", "ip:127.0.0.1");
    ofAnotherHost = TestCertificate.of(certificates, "other", "dns:elsewhere.example");
  }

  @BeforeEach
  void begin() {
    vertx = Vertx.vertx();
    server = RedisServerForTests.start(folder);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    log.close();
    vertx.close();
    server.close();
  }

  @Test
  void callsAndMessagesGoToWhoeverHasATrustedCertificate() throws Exception {
    RedisRouter router = router(redis, redis);
    List<String> told = new CopyOnWriteArrayList<>();
    router.subscribe("news", keepingIn(told));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> failure(router) == null && router.health() == RedisRouter.Health.WELL);

    assertThat(server.call("GET", "key")).isEqualTo("value");
    server.call("PUBLISH", "news", "hello");
    Awaitility.await().atMost(PATIENCE).until(() -> told.contains("hello"));
  }

  @Test
  void anUnknownCertificateIsRefusedAndTheLogSaysSo() throws Exception {
    assertIsRefused(router(unknown, redis));
  }

  @Test
  void aCertificateThatTheJvmDoesNotTrustIsRefusedIfNoneIsNamed() throws Exception {
    assertIsRefused(router(redis, null));
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    assertIsRefused(router(ofAnotherHost, ofAnotherHost));
  }

  @Test
  void nothingIsSentToAServerThatDoesNotEncrypt() {
    RedisSettings impatient =
        new RedisSettings(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Optional.of("rediss://:secret@" + server.node()),
            Optional.empty());
    RedisRouter router = router(impatient, null);

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cause(router) == RedisTrouble.Cause.BREAKER_OPEN);
    assertThat(server.call("GET", "key")).isEmpty();
  }

  @Test
  void trustThatIsNotConfiguredIsNamedAtTheStart() {
    assertThatThrownBy(
            () -> router(settings("rediss://127.0.0.1:1", Optional.of("forgotten")), null))
        .hasMessage(
            "saleproof.redis.tls names a configuration quarkus.tls.forgotten that isn't there");
  }

  private void assertIsRefused(RedisRouter router) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cause(router) == RedisTrouble.Cause.BREAKER_OPEN);
    assertThat(router.health()).isEqualTo(RedisRouter.Health.DEGRADED);
    assertThat(server.call("GET", "key")).isEmpty();
    assertThat(linesOfTheBreakers())
        .singleElement()
        .asString()
        .matches(
            "Redis is in trouble, going on without what \\S+ holds: its certificate is not accepted"
                + " \\(saleproof.redis.tls says which are\\): .+");
  }

  private List<String> linesOfTheBreakers() {
    return log.lines().stream()
        .filter(line -> line.getLoggerName().equals(Breakers.class.getName()))
        .map(ExtLogRecord::getFormattedMessage)
        .toList();
  }

  private RedisRouter router(TestCertificate of, @Nullable TestCertificate trusted)
      throws Exception {
    TlsTerminator tls = new TlsTerminator(of, server.node());
    open.add(tls);
    return router(
        settings("rediss://" + tls.node(), Optional.ofNullable(trusted).map(any -> TRUSTED)),
        trusted);
  }

  private RedisRouter router(RedisConfig settings, @Nullable TestCertificate trusted) {
    ShopRedis shop =
        new ShopRedis(
            vertx,
            settings,
            TrustForTests.named(TRUSTED, trusted == null ? null : trusted.pem()),
            new SimpleMeterRegistry());
    open.add(shop::close);
    return shop.router().orElseThrow();
  }

  /** No call may fail because encryption takes its time. */
  private static RedisConfig settings(String url, Optional<String> tls) {
    return new RedisSettings(PATIENCE, PATIENCE, Duration.ofMillis(500), Optional.of(url), tls);
  }

  private static MessageListener keepingIn(List<String> told) {
    return new MessageListener() {
      @Override
      public void message(byte[] payload) {
        told.add(new String(payload, StandardCharsets.UTF_8));
      }

      @Override
      public void doubt() {
        told.add("doubt");
      }
    };
  }

  private static RedisTrouble.@Nullable Cause cause(RedisRouter router) {
    Throwable failure = failure(router);
    return failure == null ? null : ((RedisTrouble) failure).reason();
  }

  private static @Nullable Throwable failure(RedisRouter router) {
    try {
      router
          .send("key", Request.cmd(Command.SET).arg("key").arg("value"))
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException failed) {
      return failed.getCause();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
