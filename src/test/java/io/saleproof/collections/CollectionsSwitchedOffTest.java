package io.saleproof.collections;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
@TestProfile(CollectionsSwitchedOffTest.SwitchedOff.class)
class CollectionsSwitchedOffTest {

  public static final class SwitchedOff implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("saleproof.collections.enabled", "false");
    }
  }

  @Test
  void hasNoCollections() {
    for (String path : List.of("/helloDoc/count", "/helloDoc/users", "/helloDoc/users/ly1")) {
      given()
          .get(path)
          .then()
          .statusCode(404)
          .contentType(containsString("application/problem+json"))
          .body("code", equalTo("not-found"));
    }
    given()
        .contentType("application/json")
        .body("{\"age\": 1, \"name\": \"a\"}")
        .post("/helloDoc/users")
        .then()
        .statusCode(404)
        .contentType(containsString("application/problem+json"));
  }

  @Test
  void tellsNothingOfTheDatabase() {
    given().get("/").then().statusCode(200).body("", equalTo(Map.of("status", "OK")));
    given()
        .accept("text/html")
        .get("/")
        .then()
        .statusCode(200)
        .body(containsString("href=\"/docs\""));
  }

  @Test
  void doesNotDescribeThem() {
    given()
        .get("/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths", hasKey("/"))
        .body("paths", not(hasKey("/{collection}/count")))
        .body("paths", not(hasKey("/{collection}/users")))
        .body("paths", not(hasKey("/{collection}/users/{name}")));
  }
}
