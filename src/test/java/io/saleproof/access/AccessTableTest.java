package io.saleproof.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.saleproof.ShopClient;
import io.saleproof.TokenMode;
import io.saleproof.Tokens;
import io.saleproof.store.TestStore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what, tried on every operation of the API's own description. A new operation needs a
 * row in {@link #TABLE}; without one {@link #everyOperationHasARow} fails.
 */
@QuarkusTest
@TestProfile(TokenMode.class)
@QuarkusTestResource(TestStore.class)
class AccessTableTest {

  private static final String OWNER = "table-owner";
  private static final String STRANGER = "table-stranger";
  private static final String SKU = "TABLE-1";
  private static final String LINE = "[{\"sku\": \"" + SKU + "\", \"quantity\": 1}]";

  /** Who may come in by it; the others are told the status. */
  enum Door {
    EVERYONE(Map.of()),
    KNOWN(Map.of(Who.NOBODY, 401)),
    OWN(Map.of(Who.NOBODY, 401, Who.STRANGER, 404)),
    SERVERS(Map.of(Who.NOBODY, 401, Who.OWNER, 403, Who.STRANGER, 403)),
    /** A customer's cart; a guest's, tried as well, is for everyone who knows its id. */
    CART(Map.of(Who.NOBODY, 404, Who.STRANGER, 404)),
    ADMIN(Map.of(Who.NOBODY, 401, Who.OWNER, 403, Who.STRANGER, 403, Who.SERVICE, 403));

    private final Map<Who, Integer> refusals;

    Door(Map<Who, Integer> refusals) {
      this.refusals = refusals;
    }
  }

  enum Who {
    NOBODY(null, ""),
    STRANGER(Caller.SHOPPER, AccessTableTest.STRANGER),
    OWNER(Caller.SHOPPER, AccessTableTest.OWNER),
    SERVICE(Caller.SERVICE, "storefront"),
    ADMIN(Caller.ADMIN, "root");

    private final @Nullable String group;
    private final String subject;

    Who(@Nullable String group, String subject) {
      this.group = group;
      this.subject = subject;
    }

    RequestSpecification request() {
      return group == null ? given() : given().auth().oauth2(Tokens.of(group, subject));
    }
  }

  /** An operation, who may use it, and a body (with its type) that gets past reading it. */
  record Row(String operation, Door door, String type, @Nullable String body) {
    @Override
    public String toString() {
      return operation;
    }
  }

  private static final List<Row> TABLE =
      List.of(
          row("GET /v1/products", Door.EVERYONE),
          row("GET /v1/products/{sku}", Door.EVERYONE),
          row("GET /v1/products/{sku}/recommendations", Door.EVERYONE),
          row("GET /v1/categories", Door.EVERYONE),
          json("PUT /v1/products/{sku}", Door.ADMIN, "{\"name\": \"A\", \"price\": {}}"),
          json("PATCH /v1/products/{sku}", Door.ADMIN, "{}"),
          row("DELETE /v1/products/{sku}", Door.ADMIN),
          new Row("POST /v1/products/import", Door.ADMIN, "text/csv", "sku,name\n"),
          row("GET /v1/stock", Door.KNOWN),
          row("GET /v1/stock/{sku}", Door.KNOWN),
          json("POST /v1/stock/{sku}/movements", Door.ADMIN, "{}"),
          row("GET /v1/stock/{sku}/explain", Door.ADMIN),
          json("POST /v1/stock/{sku}/buckets", Door.ADMIN, "{\"buckets\": 1}"),
          json("POST /v1/stock/reconcile", Door.ADMIN, "{}"),
          row("GET /v1/customers/{id}", Door.OWN),
          json("PUT /v1/customers/{id}", Door.OWN, "{\"name\": \"A\"}"),
          json("PATCH /v1/customers/{id}", Door.OWN, "{\"name\": \"A\"}"),
          row("GET /v1/customers/{id}/orders", Door.OWN),
          row("GET /v1/customers/{id}/recommendations", Door.OWN),
          json("POST /v1/orders", Door.OWN, orderBody()),
          row("GET /v1/orders/{id}", Door.OWN),
          json("POST /v1/orders/{id}/pay", Door.OWN, "{}"),
          json("POST /v1/orders/{id}/cancel", Door.OWN, "{}"),
          json("POST /v1/orders/{id}/ship", Door.SERVERS, "{}"),
          json("POST /v1/orders/{id}/deliver", Door.SERVERS, "{}"),
          json("POST /v1/orders/{id}/return", Door.SERVERS, "{}"),
          row("GET /v1/idempotency-keys/{key}", Door.KNOWN),
          new Row("POST /v1/orders/import", Door.ADMIN, "text/csv", "Invoice\n"),
          json("POST /v1/carts", Door.EVERYONE, "{}"),
          row("GET /v1/carts/{id}", Door.CART),
          json("PUT /v1/carts/{id}", Door.CART, "{}"),
          row("DELETE /v1/carts/{id}", Door.CART),
          json("PUT /v1/carts/{id}/lines/{sku}", Door.CART, "{\"quantity\": 2}"),
          row("DELETE /v1/carts/{id}/lines/{sku}", Door.CART),
          json("POST /v1/carts/{id}/merge", Door.CART, "{\"from\": \"a-cart-that-is-not-there\"}"),
          row("GET /", Door.EVERYONE),
          row("GET /{collection}/count", Door.EVERYONE),
          row("GET /{collection}/users", Door.EVERYONE),
          row("GET /{collection}/users/{name}", Door.EVERYONE),
          json("POST /{collection}/users", Door.EVERYONE, "{\"age\": 1, \"name\": \"a\"}"));

  static List<Row> table() {
    return TABLE;
  }

  @Test
  void everyOperationHasARow() {
    Set<String> rows = new TreeSet<>(TABLE.stream().map(Row::operation).toList());
    assertThat(rows).hasSameSizeAs(TABLE);
    assertThat(rows).isEqualTo(described());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void letsInWhomItShouldAndNobodyElse(Row row) {
    String order = prepare();
    Map<Who, String> wrong = new EnumMap<>(Who.class);
    for (Who who : Who.values()) {
      String cart = row.door() == Door.CART ? cart("{\"lines\": " + LINE + "}", Who.OWNER) : "";
      Response answer = send(row, who, order, cart);
      Integer refusal = row.door().refusals.get(who);
      boolean asExpected =
          refusal == null ? letIn(row, answer.statusCode()) : answer.statusCode() == refusal;
      if (!asExpected) {
        wrong.put(who, answer.statusCode() + " " + answer.asString());
      }
    }
    assertThat(wrong).as(row.operation() + " is for " + row.door()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofCarts")
  void letsEveryoneUseAGuestsCartByItsId(Row row) {
    prepare();
    for (Who who : Who.values()) {
      Response answer = send(row, who, "", cart("{\"lines\": " + LINE + "}", Who.NOBODY));
      assertThat(answer.statusCode()).as(who + " " + answer.asString()).isIn(200, 204, 422);
    }
  }

  static List<Row> ofCarts() {
    return TABLE.stream().filter(row -> row.door() == Door.CART).toList();
  }

  @Test
  void onlyThoseWhoActForACustomerMakeTheirCarts() {
    String body = "{\"customerId\": \"" + OWNER + "\"}";
    Map<Who, Integer> answers = new EnumMap<>(Who.class);
    for (Who who : Who.values()) {
      Response answer = who.request().contentType(ContentType.JSON).body(body).post("/v1/carts");
      answers.put(who, answer.statusCode());
    }
    assertThat(answers)
        .isEqualTo(
            Map.of(
                Who.NOBODY,
                401,
                Who.STRANGER,
                404,
                Who.OWNER,
                201,
                Who.SERVICE,
                201,
                Who.ADMIN,
                201));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/docs/", "/openapi", "/q/health/live", "/q/health/ready", "/q/health/started"})
  void showsItsOwnPagesToEveryone(String path) {
    given().get(path).then().statusCode(200);
  }

  /** A new cart of whoever makes it, with one line. */
  private static String cart(String body, Who owner) {
    return owner
        .request()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/carts")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static boolean letIn(Row row, int status) {
    return status < 500
        && status != 401
        && status != 403
        && (status != 404 || row.door() != Door.OWN)
        && (status != 404 || row.door() != Door.CART);
  }

  private static Response send(Row row, Who who, String order, String cart) {
    String[] operation = row.operation().split(" ", 2);
    boolean ofOrder = operation[1].startsWith("/v1/orders");
    String id = row.door() == Door.CART ? cart : ofOrder ? order : OWNER;
    String path =
        operation[1]
            .replace("{sku}", SKU)
            .replace("{id}", id)
            .replace("{collection}", "tableDoc")
            .replace("{key}", "no-such-key")
            .replace("{name}", "a");
    RequestSpecification request =
        who.request().header("Idempotency-Key", ShopClient.fresh("table"));
    if (row.door() == Door.CART) {
      request.header("If-Match", "*");
    }
    if (row.body() != null) {
      request
          .contentType(row.type())
          .body(row.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return request.request(operation[0], path);
  }

  /**
   * Whatever the rows before have left: a product with stock, a customer, and an order of theirs.
   */
  private static String prepare() {
    RequestSpecification admin = Who.ADMIN.request().contentType(ContentType.JSON);
    admin
        .header("If-None-Match", "*")
        .body("{\"name\": \"Table\", \"price\": {\"amount\": 100, \"currency\": \"GBP\"}}")
        .put("/v1/products/" + SKU);
    Who.ADMIN
        .request()
        .contentType(ContentType.JSON)
        .body(
            "{\"id\": \"%s\", \"type\": \"receive\", \"quantity\": 9, \"expectedVersion\": null}"
                .formatted(ShopClient.fresh("m")))
        .post("/v1/stock/" + SKU + "/movements")
        .then()
        .statusCode(201);
    Who.ADMIN
        .request()
        .contentType(ContentType.JSON)
        .header("If-None-Match", "*")
        .body("{\"name\": \"Owner\"}")
        .put("/v1/customers/" + OWNER);
    return Who.OWNER
        .request()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", ShopClient.fresh("table"))
        .body(orderBody())
        .post("/v1/orders")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static Set<String> described() {
    Map<String, Map<String, Object>> paths =
        given().accept("application/json").get("/openapi?format=json").jsonPath().get("paths");
    List<String> operations = new ArrayList<>();
    paths.forEach(
        (path, item) ->
            item.keySet().stream()
                .filter(key -> Set.of("get", "put", "post", "patch", "delete").contains(key))
                .forEach(
                    method ->
                        operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
    return new TreeSet<>(operations);
  }

  private static Row row(String operation, Door door) {
    return new Row(operation, door, "", null);
  }

  private static Row json(String operation, Door door, String body) {
    return new Row(operation, door, "application/json", body);
  }

  private static String orderBody() {
    return "{\"customerId\": \"%s\", \"lines\": [{\"sku\": \"%s\", \"quantity\": 1}]}"
        .formatted(OWNER, SKU);
  }
}
