package io.saleproof.collections;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.isA;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.EmbeddedStore;
import org.junit.jupiter.api.Test;

/** What is told of a topology of one server; {@code SimulatedStoreTest} looks at a sharded one. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStore.class, restrictToAnnotatedClass = true)
class EmbeddedTopologyTest {

  @Test
  void welcomeTellsTheOneServer() {
    given()
        .get("/")
        .then()
        .statusCode(200)
        .body("mongo_topology_type", equalTo("Single"))
        .body("mongo_replicaset_name", nullValue())
        .body("mongo_nodes", hasSize(1))
        .body("mongo_nodes[0]", hasSize(2))
        .body("mongo_nodes[0][1]", isA(Integer.class))
        .body("mongo_primary_host", nullValue())
        .body("mongo_secondary_hosts", empty())
        .body("mongo_is_primary", is(true))
        .body("mongo_is_mongos", is(false))
        .body("shards", nullValue());
  }

  @Test
  void readinessTellsThatItIsStandalone() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'database' }.data.topology", equalTo("standalone"));
  }
}
