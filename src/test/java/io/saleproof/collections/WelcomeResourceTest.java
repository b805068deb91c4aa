package io.saleproof.collections;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class WelcomeResourceTest {

  @Inject CollectionsConfig config;
  @Inject DemoCollection demo;

  @Test
  void tellsTheCollections() {
    demo.fill();

    given()
        .get("/")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("Vary", "Accept")
        .body("size()", is(13))
        .body("mongo_db", equalTo(config.database()))
        .body("read_preference", equalTo("primaryPreferred"))
        .body("collections.helloDoc.documents_count", is(1_000))
        .body("collections.size()", lessThanOrEqualTo(100))
        .body("cache_enabled", is(false))
        .body("status", equalTo("OK"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.5, text/html"
      })
  void showsBrowsersAPage(String accept) {
    given()
        .header("Accept", accept)
        .get("/")
        .then()
        .statusCode(200)
        .contentType("text/html;charset=UTF-8")
        .body(containsString("href=\"/docs\""))
        .body(containsString("href=\"/openapi\""))
        .body(containsString("href=\"/v1/products\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "application/json, text/html;q=0.9",
        "*/*, text/html;q=0.1"
      })
  void answersProgramsInJson(String accept) {
    given()
        .header("Accept", accept)
        .get("/")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("status", is("OK"));
  }

  @Test
  void refusesToAnswerInAnythingElse() {
    given()
        .header("Accept", "image/png")
        .get("/")
        .then()
        .statusCode(406)
        .contentType(containsString("application/problem+json"));
  }

  @Test
  void describesEveryOperationWithItsStatuses() {
    given()
        .get("/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/'.get.operationId", equalTo("getOverview"))
        .body("paths.'/{collection}/count'.get.operationId", equalTo("countCollection"))
        .body("paths.'/{collection}/count'.get.responses.keySet()", hasItems("200", "404"))
        .body("paths.'/{collection}/users'.get.responses.keySet()", hasItems("200", "404"))
        .body("paths.'/{collection}/users'.post.responses.keySet()", hasItems("201", "404", "422"))
        .body(
            "paths.'/{collection}/users/{name}'.get.responses.'404'.content.keySet()",
            hasItems("application/json", "application/problem+json"))
        .body("components.schemas.NewCollectionUser.required", contains("age", "name"));
  }
}
