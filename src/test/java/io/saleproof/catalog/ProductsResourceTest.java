package io.saleproof.catalog;

import static io.restassured.RestAssured.given;
import static io.saleproof.catalog.CatalogClient.body;
import static io.saleproof.catalog.CatalogClient.create;
import static io.saleproof.catalog.CatalogClient.delete;
import static io.saleproof.catalog.CatalogClient.fresh;
import static io.saleproof.catalog.CatalogClient.get;
import static io.saleproof.catalog.CatalogClient.patch;
import static io.saleproof.catalog.CatalogClient.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.saleproof.store.TestStore;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
class ProductsResourceTest {

  @Inject Catalog catalog;

  private final String sku = fresh("P");

  @Test
  void createsReadsAndTellsWhenNothingIsNew() {
    create(sku, body("Mug", 250, "Kitchen"))
        .statusCode(201)
        .header("Location", endsWith("/v1/products/" + sku))
        .header("ETag", "\"1\"")
        .body("sku", equalTo(sku))
        .body("version", equalTo(1))
        .body("description", equalTo(""))
        .body("price.amount", equalTo(250));

    get(sku)
        .statusCode(200)
        .header("ETag", "\"1\"")
        .header("Cache-Status", startsWith("saleproof; hit; ttl="))
        .header("Age", "0")
        .body("name", equalTo("Mug"))
        .body("categories", equalTo(List.of("Kitchen")));
    given()
        .header("If-None-Match", "\"1\"")
        .get("/v1/products/" + sku)
        .then()
        .statusCode(304)
        .header("ETag", "\"1\"");
  }

  @Test
  void tellsMissingProduct() {
    problem(get(sku), 404, "not-found");
    problem(patch(sku, "\"1\"", "{}"), 404, "not-found");
    problem(delete(sku, "\"1\""), 404, "not-found");
    problem(update(sku, "\"1\"", body("Mug", 1)), 412, "stale-version");
  }

  @Test
  void refusesWritesThatNameNoVersion() {
    create(sku, body("Mug", 250));
    problem(
        given()
            .contentType("application/json")
            .body(body("Cup", 1))
            .put("/v1/products/" + sku)
            .then(),
        428,
        "precondition-required");
    problem(
        given().contentType("application/json").body("{}").patch("/v1/products/" + sku).then(),
        428,
        "precondition-required");
    problem(given().delete("/v1/products/" + sku).then(), 428, "precondition-required");
    get(sku).body("name", equalTo("Mug"));
  }

  @Test
  void refusesWritesThatNameAnOlderVersion() {
    create(sku, body("Mug", 250));
    update(sku, "\"1\"", body("Cup", 250)).statusCode(200).header("ETag", "\"2\"");

    for (ValidatableResponse stale :
        List.of(
            update(sku, "\"1\"", body("Jug", 250)),
            patch(sku, "\"1\"", "{\"name\": \"Jug\"}"),
            delete(sku, "\"1\""))) {
      problem(stale, 412, "stale-version").body("currentETag", equalTo("\"2\""));
    }
    problem(create(sku, body("Jug", 250)), 412, "already-exists")
        .body("currentETag", equalTo("\"2\""));
    get(sku).body("name", equalTo("Cup"));
  }

  @Test
  void writeThatChangesNothingMakesNoVersion() {
    create(sku, body("Mug", 250, "A", "B"));

    update(sku, "\"1\"", body("Mug", 250, "A", "B")).statusCode(200).header("ETag", "\"1\"");
    patch(sku, "\"1\"", "{\"name\": \"Mug\"}").statusCode(200).header("ETag", "\"1\"");
  }

  @Test
  void oneOfManyWritersOfAVersionWins() throws Exception {
    create(sku, body("Mug", 0));
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      Map<String, Object> body = body("Mug", i);
      writers.add(() -> update(sku, "\"1\"", body).extract().statusCode());
    }

    assertThat(allOf(writers)).containsOnly(200, 412).containsOnlyOnce(200);
    get(sku).header("ETag", "\"2\"");
  }

  @Test
  void noUnconditionalPatchIsLost() throws Exception {
    create(sku, body("Mug", 0));
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      String patch = "{\"attributes\": {\"k%d\": \"v\"}}".formatted(i);
      writers.add(() -> patch(sku, "*", patch).extract().statusCode());
    }

    assertThat(allOf(writers)).containsOnly(200);
    get(sku).header("ETag", "\"7\"").body("attributes.size()", equalTo(6));
  }

  @Test
  void versionGoesOnOverADeletion() {
    create(sku, body("Mug", 250));
    update(sku, "\"1\"", body("Cup", 250));
    delete(sku, "\"2\"").statusCode(204);
    problem(get(sku), 404, "not-found");

    create(sku, body("Mug", 250)).statusCode(201).header("ETag", "\"3\"");
    problem(update(sku, "\"2\"", body("Jug", 1)), 412, "stale-version");
  }

  @Test
  void patchesByMergeInBothMediaTypes() {
    create(
        sku,
        "{\"name\":\"Mug\",\"price\":{\"amount\":5,\"currency\":\"GBP\"},"
            + "\"attributes\":{\"colour\":\"red\",\"size\":\"L\"}}");

    patch(sku, "\"1\"", "{\"attributes\": {\"colour\": null}, \"price\": {\"amount\": 6}}")
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("attributes", equalTo(Map.of("size", "L")))
        .body("price", equalTo(Map.of("amount", 6, "currency", "GBP")));
    given()
        .header("If-Match", "\"2\"")
        .contentType("application/json")
        .body("{\"name\": \"Cup\"}")
        .patch("/v1/products/" + sku)
        .then()
        .statusCode(200)
        .body("name", equalTo("Cup"));
    problem(patch(sku, "\"3\"", "{\"price\": null}"), 400, "invalid-request")
        .body("errors.pointer", hasItem("/price"));
    problem(patch(sku, "\"3\"", "[]"), 400, "invalid-request");
    problem(patch(sku, "\"3\"", "null"), 400, "invalid-request");
    problem(patch(sku, "\"3\"", "{"), 400, "malformed-json");
    problem(patch(sku, "\"3\"", ""), 400, null);
  }

  @Test
  void hostileNamesAreJustText() {
    Map<String, String> attributes =
        Map.of("$where", "1", "a.b", "2", "__proto__", "3", "$set", "4", "", "5");
    Map<String, Object> body = body("{$ne: 1}", 1, "$category");
    body.put("attributes", attributes);
    problem(create(sku, body), 400, "invalid-request");

    Map<String, String> named = new java.util.TreeMap<>(attributes);
    named.remove("");
    body.put("attributes", named);
    create(sku, body).statusCode(201).body("attributes", equalTo(named));
    get(sku).body("attributes", equalTo(named)).body("name", equalTo("{$ne: 1}"));
  }

  @Test
  void buildsMediaAddressesFromTheBase() {
    Map<String, Object> body = body("Mug", 1);
    body.put("media", List.of(Map.of("path", "p/a b.jpg", "kind", "image", "alt", "A mug")));

    create(sku, body)
        .statusCode(201)
        .body("media[0].path", equalTo("p/a b.jpg"))
        .body("media[0].kind", equalTo("image"))
        .body("media[0].url", equalTo("/media/p/a%20b.jpg"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x.jpg", "a/../b", "/a.jpg", "http://x/a.jpg", "//x/a", "a//b", "a\\b", ""})
  void refusesMediaPathsThatLeaveTheBase(String path) {
    Map<String, Object> body = body("Mug", 1);
    body.put("media", List.of(Map.of("path", path, "kind", "image")));

    problem(create(sku, body), 400, "invalid-request")
        .body("errors.pointer", hasItem("/media/0/path"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "/name@{\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/name@{\"name\":\" \",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/name@{\"name\":\"a\\u0000b\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/name@{\"name\":\"\\ud800\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/name@{\"name\":7,\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/price@{\"name\":\"a\"}",
        "/price@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBX1\"}}",
        "/price/currency@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":null}}",
        "/price/amount@{\"name\":\"a\",\"price\":{\"amount\":-1,\"currency\":\"GBP\"}}",
        "/price/amount@{\"name\":\"a\",\"price\":{\"amount\":1.5,\"currency\":\"GBP\"}}",
        "/price/amount@{\"name\":\"a\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}",
        "/price/amount@{\"name\":\"a\",\"price\":{\"amount\":1000000001,\"currency\":\"GBP\"}}",
        "/price/amount@{\"name\":\"a\",\"price\":{\"amount\":99999999999999999999,\"currency\":\"GBP\"}}",
        "/colour@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"colour\":1}",
        "/version@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"version\":1}",
        "/sku@{\"sku\":\"other\",\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}",
        "/categories/1@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"categories\":[\"x\",null]}",
        "/variants/0/name@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"variants\":[{}]}",
        "/media/0/kind@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"media\":[{\"path\":\"a\",\"kind\":\"pdf\"}]}",
        "/media/0/kind@{\"name\":\"a\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"media\":[{\"path\":\"a\",\"kind\":0}]}"
      })
  void namesTheWrongField(String pointer, String body) {
    problem(create(sku, body), 400, "invalid-request").body("errors.pointer", hasItem(pointer));
    get(sku).statusCode(404);
  }

  @Test
  void unknownFieldWithBrokenUnicodeIsAClientsMistake() {
    problem(create(sku, "{\"\\ud800\": 1}"), 400, null);
  }

  @Test
  void refusesProductThatIsTooLargeInAll() {
    Map<String, Object> body = body("Mug", 1);
    Map<String, String> attributes = new java.util.TreeMap<>();
    for (int i = 0; i < 50; i++) {
      attributes.put("k" + i, "ä".repeat(1_000));
    }
    body.put("attributes", attributes);

    problem(create(sku, body), 400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a b", "$where", "a%00b", "%F0%9F%92%A9"})
  void refusesWhatIsNoSku(String path) {
    problem(
        given()
            .urlEncodingEnabled(false)
            .get("/v1/products/" + path.replace(" ", "%20").replace("$", "%24"))
            .then(),
        400,
        "invalid-request");
  }

  @Test
  void aProductMayBeCalledImport() {
    given().get("/v1/products/import").then().statusCode(404);
    create("import", body("Import", 1)).statusCode(201);
    get("import").statusCode(200);
    delete("import", "*").statusCode(204);
  }

  @Test
  void tellsOthersPricesAndTakesTheirNotes() {
    create(sku, body("Mug", 250));

    catalog.setInStock(new Sku(sku), true);
    catalog.setSold(Map.of(new Sku(sku), 7L));

    assertThat(catalog.prices(List.of(new Sku(sku), new Sku("none"))))
        .containsOnlyKeys(new Sku(sku))
        .allSatisfy(
            (key, product) -> {
              assertThat(product.price().amount()).isEqualTo(250);
              assertThat(product.version()).isEqualTo(1);
            });
    get(sku).header("ETag", "\"1\"");
    given()
        .get("/v1/products?inStock=true&ids=" + sku)
        .then()
        .body("items[0].inStock", equalTo(true));
    String token = update(sku, "\"1\"", body("Cup", 250)).extract().header("Session-Token");
    given()
        .header("Session-Token", token)
        .get("/v1/products?inStock=true&ids=" + sku)
        .then()
        .body("items.name", equalTo(List.of("Cup")));
  }

  private static ValidatableResponse problem(
      ValidatableResponse response, int status, @org.jspecify.annotations.Nullable String code) {
    response
        .statusCode(status)
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("detail", not(equalTo("")));
    return code == null ? response : response.body("code", equalTo(code));
  }

  private static <T> List<T> allOf(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    }
  }
}
