package io.saleproof.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.simulated.SimulatedCluster;
import java.util.Map;
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
    put("A-1", "If-None-Match", "*", 201);
    cluster.stepDown();
    put("A-2", "If-None-Match", "*", 201);
    int killed = cluster.primary().orElseThrow();
    cluster.kill(killed);
    put("A-2", "If-Match", "\"1\"", 200);
    cluster.restart(killed);

    given().get("/v1/products/A-1").then().statusCode(200).body("name", equalTo("A thing"));
    assertThat(cluster.commandsSeen())
        .filteredOn(seen -> seen.name().equals("find"))
        .anyMatch(seen -> seen.server().startsWith("router"));
  }

  @Test
  void catalogueIsReadWithoutAPrimary() {
    put("A-3", "If-None-Match", "*", 201);
    cluster.depose();
    given().get("/v1/products/A-3").then().statusCode(200);
    cluster.elect();
  }

  @Test
  void tellsThatItIsAShardedCluster() {
    given()
        .get("/")
        .then()
        .statusCode(200)
        .body("mongo_topology_type", equalTo("Sharded"))
        .body("mongo_is_mongos", is(true))
        .body("mongo_nodes", hasSize(2));
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'database' }.data.topology", equalTo("sharded"));
  }

  private static void put(String sku, String condition, String version, int status) {
    given()
        .header(condition, version)
        .contentType("application/json")
        .body(Map.of("name", "A thing", "price", Map.of("amount", 100, "currency", "GBP")))
        .put("/v1/products/" + sku)
        .then()
        .statusCode(status);
  }
}
