package io.saleproof.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.simulated.SimulatedCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole shop on a simulated cluster that loses its primary. */
@QuarkusTest
@QuarkusTestResource(value = SimulatedStore.class, restrictToAnnotatedClass = true)
class SimulatedStoreTest {

  private final SimulatedCluster cluster = SimulatedStore.cluster();

  @BeforeEach
  void forget() {
    cluster.forgetCommandsSeen();
  }

  @Test
  void shopGoesOnWithTheNextPrimary() {
    put("A-1", 201);
    cluster.stepDown();
    put("A-2", 201);
    cluster.kill(cluster.primary().orElseThrow());
    put("A-2", 200);
    for (int member = 0; member < 3; member++) {
      cluster.restart(member);
    }

    given().get("/v1/products/A-1").then().statusCode(200).body("name", equalTo("A thing"));
    assertThat(cluster.commandsSeen())
        .filteredOn(seen -> seen.name().equals("find"))
        .extracting("server")
        .anyMatch(server -> server.toString().startsWith("router"));
  }

  @Test
  void catalogueIsReadWithoutAPrimary() {
    put("A-3", 201);
    cluster.depose();
    given().get("/v1/products/A-3").then().statusCode(200);
    cluster.elect();
  }

  private static void put(String sku, int status) {
    given()
        .contentType("application/json")
        .body("{\"name\":\"A thing\",\"price\":{\"amount\":100,\"currency\":\"GBP\"}}")
        .put("/v1/products/" + sku)
        .then()
        .statusCode(status);
  }
}
