package io.saleproof.collections;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import com.mongodb.client.MongoClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.saleproof.store.Schema;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CollectionsResourceTest {

  @Inject CollectionsConfig config;
  @Inject MongoClient client;
  @Inject DemoCollection demo;

  private final String collection = "c" + UUID.randomUUID();

  @Test
  void addsAUserAndFindsItByName() {
    String id =
        post("{\"age\": 36, \"name\": \"Ada\"}")
            .statusCode(201)
            .body("age", is(36))
            .body("name", equalTo("Ada"))
            .body("id", matchesPattern("[0-9a-f]{24}"))
            .body("size()", is(3))
            .extract()
            .path("id");

    given()
        .get("/{c}/users/Ada", collection)
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("", equalTo(Map.of("id", id, "age", 36, "name", "Ada")));
  }

  @Test
  void keepsTheSmallestAndTheLargestAge() {
    post("{\"age\": 9223372036854775807, \"name\": \"old\"}").statusCode(201);
    post("{\"age\": -9223372036854775808, \"name\": \"young\"}").statusCode(201);

    given().get("/{c}/users/old", collection).then().body("age", is(Long.MAX_VALUE));
    given().get("/{c}/users/young", collection).then().body("age", is(Long.MIN_VALUE));
  }

  @Test
  void ignoresFieldsThatAUserDoesNotHave() {
    post("{\"age\": 1, \"name\": \"Cy\", \"_id\": \"mine\", \"role\": \"admin\"}").statusCode(201);

    Document stored = documents().getFirst();
    assertThat(stored.keySet()).containsExactlyInAnyOrder("_id", "age", "name");
    assertThat(stored.getObjectId("_id")).isNotNull();
  }

  @Test
  void saysInTheOldShapeThatAUserIsMissing() {
    String body =
        given()
            .get("/{c}/users/{n}", collection, "X \"Y\"")
            .then()
            .statusCode(404)
            .contentType("application/json")
            .extract()
            .asString();

    assertThat(body).isEqualTo("{\"detail\":\"User X \\\"Y\\\" not found\"}");
  }

  @Test
  void takesNamesLiterallyNotAsQueries() {
    post("{\"age\": 1, \"name\": \"Ada\"}").statusCode(201);

    for (String name : List.of("{\"$ne\":null}", "$where", ".*", "[$ne]")) {
      given()
          .urlEncodingEnabled(false)
          .get("/" + collection + "/users/" + URLEncoder.encode(name, StandardCharsets.UTF_8))
          .then()
          .statusCode(404)
          .body("detail", equalTo("User " + name + " not found"));
    }
  }

  @Test
  void countsDocuments() {
    post("{\"age\": 1, \"name\": \"a\"}").statusCode(201);
    post("{\"age\": 2, \"name\": \"a\"}").statusCode(201);

    assertThat(given().get("/{c}/count", collection).then().statusCode(200).extract().asString())
        .isEqualTo(
            "{\"status\":\"OK\",\"mongo_db\":\"" + config.database() + "\",\"items_count\":2}");
  }

  @Test
  void listsWhatWasThereWhenTheListingWasRead() {
    post("{\"age\": 1, \"name\": \"first\"}").statusCode(201);
    given()
        .get("/{c}/users", collection)
        .then()
        .statusCode(200)
        .header("Cache-Status", "saleproof; fwd=uri-miss; stored")
        .header("Age", "0")
        .body("size()", is(1))
        .body("users.name", contains("first"))
        .body("users[0].size()", is(3));

    post("{\"age\": 2, \"name\": \"second\"}").statusCode(201);

    given()
        .get("/{c}/users", collection)
        .then()
        .header("Cache-Status", startsWith("saleproof; hit; ttl="))
        .body("users.name", contains("first"));
  }

  @Test
  void listsAtMostAThousand() {
    List<Document> many = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      many.add(new Document("age", i).append("name", "n" + i));
    }
    insert(many);

    given().get("/{c}/users", collection).then().body("users", hasSize(1_000));
    given().get("/{c}/count", collection).then().body("items_count", is(1_001));
  }

  @Test
  void leavesOutDocumentsThatAreNoUsers() {
    insert(
        List.of(
            new Document("age", "old").append("name", "text"),
            new Document("age", 1.5).append("name", "half"),
            new Document("name", "ageless"),
            new Document("age", 3),
            new Document("age", 4.0).append("name", "whole")));

    given()
        .get("/{c}/users", collection)
        .then()
        .statusCode(200)
        .body("users.name", contains("whole"));
    given().get("/{c}/users/half", collection).then().statusCode(404);
  }

  @Test
  void makesNoCollectionByReading() {
    given().get("/{c}/count", collection).then().statusCode(200).body("items_count", is(0));
    given().get("/{c}/users", collection).then().statusCode(200).body("users", hasSize(0));
    given().get("/{c}/users/x", collection).then().statusCode(404);

    assertThat(client.getDatabase(config.database()).listCollectionNames())
        .doesNotContain(collection);
  }

  @Test
  void tellsEveryWrongFieldInTheOldShape() {
    assertThat(post("{}").statusCode(422).contentType("application/json").extract().asString())
        .isEqualTo(
            "{\"detail\":["
                + "{\"loc\":[\"body\",\"age\"],\"msg\":\"Field required\",\"type\":\"missing\"},"
                + "{\"loc\":[\"body\",\"name\"],\"msg\":\"Field required\",\"type\":\"missing\"}]}");
    assertThat(documents()).isEmpty();
  }

  @Test
  void answersBrokenJsonInTheOldShape() {
    assertThat(post("{\"age\": }").statusCode(422).extract().asString())
        .matches(
            "\\{\"detail\":\\[\\{\"loc\":\\[\"body\",[0-9]+],"
                + "\"msg\":\"JSON decode error\",\"type\":\"json_invalid\"}]}");
  }

  @Test
  void refusesAMissingBodyAndOneOfAnotherType() {
    given()
        .contentType("application/json")
        .post("/{c}/users", collection)
        .then()
        .statusCode(422)
        .body("detail[0].loc", contains("body"))
        .body("detail[0].type", equalTo("missing"));
    given()
        .contentType("text/plain")
        .body("{\"age\": 1, \"name\": \"a\"}")
        .post("/{c}/users", collection)
        .then()
        .statusCode(422)
        .body("detail[0].type", equalTo("model_attributes_type"));
  }

  static List<String> namesThatAreNoCollections() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "system.users",
                "system.profile",
                "$cmd",
                "a.b",
                "__proto__",
                "%24where",
                "a%2Fb",
                "9a",
                "-a",
                "%C3%A9",
                "v1",
                "q",
                "nodes",
                "log",
                "console",
                "media",
                "x".repeat(65),
                "y".repeat(5_000)));
    for (Schema schema : Schema.values()) {
      names.add(schema.collection());
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("namesThatAreNoCollections")
  void answersAnyOtherNameAsIfNothingWereThere(String name) {
    for (String path : List.of("/count", "/users", "/users/ly1")) {
      nothingHere(given().urlEncodingEnabled(false).get("/" + name + path).then());
    }
    nothingHere(
        given()
            .urlEncodingEnabled(false)
            .contentType("application/json")
            .body("{\"age\": 1, \"name\": \"a\"}")
            .post("/" + name + "/users")
            .then());
    assertThat(client.getDatabase(config.database()).listCollectionNames()).doesNotContain(name);
  }

  @Test
  void answersAnEmptyNameAndATenKilobyteOneWithAClientError() {
    given().urlEncodingEnabled(false).get("//users").then().statusCode(404);
    int tooLong = given().get("/" + "z".repeat(10_000) + "/users").then().extract().statusCode();
    assertThat(tooLong).isIn(404, 414);
  }

  @Test
  void fillsTheDemoCollectionOnce() {
    demo.fill();
    demo.fill();

    given().get("/helloDoc/count").then().body("items_count", is(1_000));
    given().get("/helloDoc/users/ly999").then().statusCode(200).body("age", is(999));
    given().get("/helloDoc/users").then().body("users", hasSize(1_000));
  }

  private static void nothingHere(ValidatableResponse answer) {
    answer
        .statusCode(404)
        .contentType(containsString("application/problem+json"))
        .body("code", equalTo("not-found"));
  }

  private ValidatableResponse post(String body) {
    return given().contentType("application/json").body(body).post("/{c}/users", collection).then();
  }

  private void insert(List<Document> documents) {
    client.getDatabase(config.database()).getCollection(collection).insertMany(documents);
  }

  private List<Document> documents() {
    return client
        .getDatabase(config.database())
        .getCollection(collection)
        .find()
        .into(new ArrayList<>());
  }
}
