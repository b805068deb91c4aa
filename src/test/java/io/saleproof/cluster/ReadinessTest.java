package io.saleproof.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ReadinessTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @Inject StartProgress progress;

  @Test
  void isReadyWhileTheDatabaseAnswers() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", containsInAnyOrder("database", "redis", "Graceful Shutdown"))
        .body("checks.find { it.name == 'redis' }.data.redis", equalTo("none"));
  }

  @Test
  void isAliveWithoutAskingAnyone() {
    given().get("/q/health/live").then().statusCode(200).body("checks.size()", equalTo(0));
  }

  @Test
  void isStartedOnceEveryStepHasEnded() {
    given().get("/q/health/started").then().statusCode(200).body("checks.name", contains("start"));

    progress.begin("demo data");
    try {
      given()
          .get("/q/health/started")
          .then()
          .statusCode(503)
          .body("checks[0].data.underWay", equalTo("demo data"));
    } finally {
      progress.end("demo data");
    }
    given().get("/q/health/started").then().statusCode(200);
  }

  @Test
  void isNotReadyWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertNotReady(port);
  }

  @Test
  void isNotReadyWhenTheDatabaseAcceptsButNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertNotReady(silent.getLocalPort());
    }
  }

  private static void assertNotReady(int port) {
    try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
      HealthCheckResponse answer =
          new DatabaseCheck(client, new TopologyProbe(client), "shop", SHORT).call();

      assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
      assertThat(answer.getData().orElseThrow())
          .containsOnlyKeys("problem")
          .containsEntry("problem", "no server answered within 200 ms");
    }
  }
}
