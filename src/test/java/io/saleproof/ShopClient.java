package io.saleproof;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The public API in the words of the tests. */
public final class ShopClient {

  private ShopClient() {}

  /** A name that no other test uses. */
  public static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** A product at a price in pence with so many units on hand. */
  public static String product(long pence, long units) {
    String sku = fresh("P");
    product(sku, pence, "GBP");
    if (units > 0) {
      receive(sku, units);
    }
    return sku;
  }

  public static void product(String sku, long amount, String currency) {
    given()
        .contentType(ContentType.JSON)
        .header("If-None-Match", "*")
        .body(
            Map.of(
                "name", "Product " + sku,
                "categories", List.of("Test"),
                "price", Map.of("amount", amount, "currency", currency)))
        .put("/v1/products/" + sku)
        .then()
        .statusCode(201);
  }

  public static void receive(String sku, long units) {
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"id\": \"%s\", \"type\": \"receive\", \"quantity\": %d, \"expectedVersion\": null}"
                .formatted(fresh("m"), units))
        .post("/v1/stock/" + sku + "/movements")
        .then()
        .statusCode(201);
  }

  /** The body of an order; lines as SKU, quantity, SKU, quantity … */
  public static Map<String, Object> order(String customer, Object... lines) {
    List<Map<String, Object>> body = new ArrayList<>();
    for (int i = 0; i < lines.length; i += 2) {
      body.add(Map.of("sku", lines[i], "quantity", lines[i + 1]));
    }
    return Map.of("customerId", customer, "lines", body);
  }

  public static Response place(String key, Object body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/orders");
  }

  public static Response placeAt(String version, String key, Object body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .header("If-Match", "\"" + version + "\"")
        .body(body)
        .post("/v1/orders");
  }

  public static Response act(String orderId, String action, String key) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body("{}")
        .post("/v1/orders/" + orderId + "/" + action);
  }

  public static Response stock(String sku) {
    return given().get("/v1/stock/" + sku);
  }

  public static Response orders(String customer) {
    return given().get("/v1/customers/" + customer + "/orders");
  }
}
