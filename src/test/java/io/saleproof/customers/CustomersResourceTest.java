package io.saleproof.customers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.saleproof.http.MergePatch;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CustomersResourceTest {

  private static final String ADA =
      """
      {"name": "Ada Lovelace", "email": "ada@example.org", "country": "United Kingdom",
       "addresses": [{"lines": ["12 St James's Square"], "city": "London", "postcode": "SW1Y 4JH",
                      "country": "United Kingdom"}]}
      """;

  @Test
  void makesCustomerAndReadsItBack() {
    create("made", ADA)
        .header("Location", containsString("/v1/customers/made"))
        .header("ETag", "\"1\"")
        .header("Cache-Control", "private, no-cache")
        .body("id", equalTo("made"))
        .body("version", equalTo(1));
    given()
        .get("/v1/customers/made")
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .header("Cache-Control", "private, no-cache")
        .body("name", equalTo("Ada Lovelace"))
        .body("addresses[0].lines", equalTo(List.of("12 St James's Square")))
        .body("addresses[0]", not(hasKey("name")))
        .body("createdAt", containsString("Z"));
  }

  @Test
  void needsOnlyName() {
    create("short", "{\"name\": \"X\"}").body("addresses", empty()).body("$", not(hasKey("email")));
  }

  @Test
  void answersNotModifiedToWhoHasTheVersion() {
    create("seen", ADA);
    for (String tags : List.of("\"1\"", "W/\"1\"", "\"7\", \"1\"", "*")) {
      given()
          .header("If-None-Match", tags)
          .get("/v1/customers/seen")
          .then()
          .statusCode(304)
          .header("ETag", "\"1\"")
          .body(equalTo(""));
    }
    given().header("If-None-Match", "\"2\"").get("/v1/customers/seen").then().statusCode(200);
  }

  @Test
  void writesNothingWithoutPrecondition() {
    body(ADA).put("/v1/customers/none").then().statusCode(428);
    patch("{}").patch("/v1/customers/none").then().statusCode(428);
    given().get("/v1/customers/none").then().statusCode(404).body("code", equalTo("not-found"));
  }

  @Test
  void refusesStaleVersionAndTellsTheCurrentOne() {
    create("stale", ADA);
    body("{\"name\": \"B\"}")
        .header("If-Match", "\"1\"")
        .put("/v1/customers/stale")
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("$", not(hasKey("email")))
        .body("addresses", empty());
    body(ADA)
        .header("If-Match", "\"1\"")
        .put("/v1/customers/stale")
        .then()
        .statusCode(412)
        .body("code", equalTo("stale-version"))
        .body("currentETag", equalTo("\"2\""));
    patch("{\"name\": \"C\"}")
        .header("If-Match", "\"1\"")
        .patch("/v1/customers/stale")
        .then()
        .statusCode(412)
        .body("currentETag", equalTo("\"2\""));
    given().get("/v1/customers/stale").then().body("name", equalTo("B"));
  }

  @Test
  void makesNoCustomerTwice() {
    create("twice", ADA);
    body("{\"name\": \"B\"}")
        .header("If-None-Match", "*")
        .put("/v1/customers/twice")
        .then()
        .statusCode(412)
        .body("code", equalTo("already-exists"))
        .body("currentETag", equalTo("\"1\""));
  }

  @Test
  void replacesOrPatchesOnlyWhatExists() {
    body(ADA).header("If-Match", "\"1\"").put("/v1/customers/gone").then().statusCode(412);
    body(ADA).header("If-Match", "*").put("/v1/customers/gone").then().statusCode(412);
    patch("{}").header("If-Match", "*").patch("/v1/customers/gone").then().statusCode(404);
  }

  @Test
  void patchesOnlyWhatThePatchNames() {
    create("patched", ADA);
    patch("{\"email\": null, \"country\": \"EIRE\"}")
        .header("If-Match", "\"1\"")
        .patch("/v1/customers/patched")
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("email", nullValue())
        .body("country", equalTo("EIRE"))
        .body("name", equalTo("Ada Lovelace"))
        .body("addresses.size()", equalTo(1));
    body("{\"country\": \"France\"}")
        .header("If-Match", "*")
        .patch("/v1/customers/patched")
        .then()
        .statusCode(200)
        .body("version", equalTo(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        "{\"name\": null}^/name",
        "{\"name\": \" \"}^/name",
        "{\"nickname\": \"x\"}^/nickname",
        "{\"version\": 7}^/version",
        "{\"__proto__\": {}}^/__proto__",
        "{\"$set\": {\"name\": \"x\"}}^/$set",
        "{\"addresses\": [{\"lines\": [], \"city\": \"a\", \"country\": \"b\"}]}^/addresses/0/lines"
      })
  void refusesPatchThatWouldMakeWrongCustomer(String patch, String pointer) {
    String id = "wrong-patch-" + Math.abs(patch.hashCode());
    create(id, ADA);
    patch(patch)
        .header("If-Match", "*")
        .patch("/v1/customers/" + id)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem(pointer));
    given().get("/v1/customers/" + id).then().header("ETag", "\"1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "3", "\"name\""})
  void refusesPatchThatIsNoObject(String patch) {
    create("no-object-" + Math.abs(patch.hashCode()), ADA);
    patch(patch)
        .header("If-Match", "*")
        .patch("/v1/customers/no-object-" + Math.abs(patch.hashCode()))
        .then()
        .statusCode(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        "{}^/name",
        "{\"name\": 3}^/name",
        "{\"name\": \"a\\u0000b\"}^/name",
        "{\"name\": \"a\\nb\"}^/name",
        "{\"name\": \"x\", \"email\": \"no at\"}^/email",
        "{\"name\": \"x\", \"email\": \"a@b@c\"}^/email",
        "{\"name\": \"x\", \"addresses\": [null]}^/addresses/0",
        "{\"name\": \"x\", \"addresses\": [{}]}^/addresses/0/city",
        "{\"name\": \"x\", \"addresses\": [{\"lines\": [\"\"]}]}^/addresses/0/lines/0",
        "{\"name\": \"x\", \"addresses\": {}}^/addresses",
        "{\"name\": \"x\", \"id\": \"other\"}^/id"
      })
  void namesWrongFields(String body, String pointer) {
    body(body)
        .header("If-None-Match", "*")
        .put("/v1/customers/wrong")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem(pointer));
  }

  @Test
  void boundsNamesAndAddresses() {
    String address = "{\"lines\": [\"a\"], \"city\": \"b\", \"country\": \"c\"}";
    for (String body :
        List.of(
            "{\"name\": \"" + "x".repeat(201) + "\"}",
            "{\"name\": \"x\", \"country\": \"" + "x".repeat(61) + "\"}",
            "{\"name\": \"x\", \"addresses\": [" + (address + ",").repeat(20) + address + "]}")) {
      body(body)
          .header("If-None-Match", "*")
          .put("/v1/customers/large")
          .then()
          .statusCode(400)
          .body("code", equalTo("invalid-request"));
    }
  }

  @Test
  void tellsWhatIsWrongWithAnId() {
    given()
        .urlEncodingEnabled(false)
        .get("/v1/customers/$where")
        .then()
        .statusCode(400)
        .body("errors.parameter", hasItem("customerId"));
    given().get("/v1/customers/" + "a".repeat(65)).then().statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "x"})
  void refusesMalformedEntityTags(String tag) {
    create("tags-" + Math.abs(tag.hashCode()), ADA);
    body(ADA)
        .header("If-Match", tag)
        .put("/v1/customers/tags-" + Math.abs(tag.hashCode()))
        .then()
        .statusCode(400)
        .body("errors.header", hasItem("If-Match"));
  }

  @Test
  void losesNoneOfManyPatchesAtOnce() throws Exception {
    create("hot", ADA);
    int patches = 8;
    try (ExecutorService clients = Executors.newFixedThreadPool(patches)) {
      List<Callable<Integer>> calls =
          java.util.stream.IntStream.range(0, patches)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () ->
                          patch("{\"country\": \"c" + i + "\"}")
                              .header("If-Match", "\"1\"")
                              .patch("/v1/customers/hot")
                              .statusCode())
              .toList();
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> call : clients.invokeAll(calls)) {
        statuses.add(call.get());
      }
      assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
      assertThat(statuses).filteredOn(status -> status == 412).hasSize(patches - 1);
    }
    given().get("/v1/customers/hot").then().header("ETag", "\"2\"");
  }

  private static ValidatableResponse create(String id, String body) {
    return body(body)
        .header("If-None-Match", "*")
        .put("/v1/customers/" + id)
        .then()
        .statusCode(201);
  }

  private static RequestSpecification body(String json) {
    return given().contentType("application/json").body(json);
  }

  private static RequestSpecification patch(String json) {
    return given().contentType(MergePatch.MEDIA_TYPE).body(json);
  }
}
