package io.saleproof.cluster;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.redis.RedisServerForTests;
import io.saleproof.store.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A shop whose Redis comes after it, and goes before it. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@QuarkusTestResource(
    value = ReadinessWithoutRedisTest.RedisThatComesLater.class,
    restrictToAnnotatedClass = true)
@TestProfile(ReadinessWithoutRedisTest.OwnProcess.class)
class ReadinessWithoutRedisTest {

  private static RedisServerForTests server;

  /** So that other tests have no Redis. */
  public static final class OwnProcess implements QuarkusTestProfile {}

  /** An address at which nobody listens yet. */
  public static final class RedisThatComesLater implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
      try {
        Path folder = Files.createTempDirectory("redis");
        server = RedisServerForTests.start(folder);
      } catch (java.io.IOException failed) {
        throw new java.io.UncheckedIOException(failed);
      }
      server.kill();
      return Map.of("saleproof.redis.url", server.url());
    }

    @Override
    public void stop() {
      server.close();
    }
  }

  @Test
  void isReadyAndSaysThatRedisIsAway() {
    awaitState("degraded");
    server.start();
    awaitState("well");
    server.kill();
    awaitState("degraded");
  }

  private static void awaitState(String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("UP"))
                    .body("checks.find { it.name == 'redis' }.data.redis", equalTo(state)));
  }
}
