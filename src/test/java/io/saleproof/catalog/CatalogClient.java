package io.saleproof.catalog;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The catalogue's API in the words of its tests. */
final class CatalogClient {

  private CatalogClient() {}

  /** A SKU, word or category that no other test uses. */
  static String fresh(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }

  static Map<String, Object> body(String name, long amount, String... categories) {
    Map<String, Object> body = new TreeMap<>();
    body.put("name", name);
    body.put("price", Map.of("amount", amount, "currency", "GBP"));
    body.put("categories", List.of(categories));
    return body;
  }

  static ValidatableResponse create(String sku, Object body) {
    return send(given().header("If-None-Match", "*"), sku, body);
  }

  static ValidatableResponse update(String sku, String etag, Object body) {
    return send(given().header("If-Match", etag), sku, body);
  }

  static ValidatableResponse patch(String sku, String etag, Object patch) {
    return given()
        .header("If-Match", etag)
        .contentType("application/merge-patch+json")
        .body(patch)
        .patch("/v1/products/{sku}", sku)
        .then();
  }

  static ValidatableResponse delete(String sku, String etag) {
    return given().header("If-Match", etag).delete("/v1/products/{sku}", sku).then();
  }

  static ValidatableResponse get(String sku) {
    return given().get("/v1/products/{sku}", sku).then();
  }

  static List<String> skus(String query, Object... values) {
    return given()
        .get("/v1/products?" + query, values)
        .then()
        .statusCode(200)
        .extract()
        .path("items.sku");
  }

  private static ValidatableResponse send(RequestSpecification request, String sku, Object body) {
    return request.contentType("application/json").body(body).put("/v1/products/{sku}", sku).then();
  }
}
