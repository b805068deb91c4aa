package io.saleproof.cluster;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ReadinessTest {

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
}
