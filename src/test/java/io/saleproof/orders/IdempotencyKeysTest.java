package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.fresh;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.saleproof.TokenMode;
import io.saleproof.Tokens;
import io.saleproof.access.Caller;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.stock.Movement;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of a key, asked by those who sent it and by others. */
@QuarkusTest
@TestProfile(TokenMode.class)
@QuarkusTestResource(TestStore.class)
class IdempotencyKeysTest {

  @Inject Store store;
  @Inject Catalog catalog;
  @Inject Stock stock;
  @Inject OrdersConfig config;
  @Inject Clock clock;

  private String shopper;
  private String key;
  private Sku sku;

  @BeforeEach
  void names() {
    shopper = fresh("c");
    key = fresh("k");
    sku = new Sku(fresh("P"));
    CatalogForTests.put(store, sku, new Money(100, "GBP"));
    stock.move(sku, new Movement(fresh("m"), Movement.Type.RECEIVE, 5, null, null));
  }

  @Test
  void keyOfAPlacedOrderIsDone() {
    String id = place(asShopper(shopper), null, 1).then().statusCode(201).extract().path("id");

    asShopper(shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(200)
        .body("key", equalTo(key))
        .body("state", equalTo("done"))
        .body("status", equalTo(201))
        .body("location", equalTo("/v1/orders/" + id));
    // Also when it has gone on since.
    asServer().contentType(ContentType.JSON).body("{}").post("/v1/orders/" + id + "/cancel");
    asShopper(shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .body("state", equalTo("done"))
        .body("status", equalTo(201));
  }

  @Test
  void keyOfARefusedOrderIsDoneAsAConflict() {
    place(asShopper(shopper), null, 6).then().statusCode(409);

    asShopper(shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("status", equalTo(409));
  }

  @Test
  void keyOfAPendingOrderIsRunning() {
    Stock dying = Steps.watched(Stock.class, stock, OrderCrashTest.diesAfter("hold"));
    PlaceOrder request = OrdersWorld.request(shopper, "shopper/" + shopper + ":" + key, sku);
    assertThatThrownBy(
            () -> new OrdersInstance(store, catalog, dying, config, clock).place(request))
        .isInstanceOf(Steps.Death.class);

    asShopper(shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(200)
        .body("state", equalTo("running"))
        .body("status", nullValue())
        .body("location", equalTo("/v1/orders/" + new OrderId(new CustomerId(shopper), 1)));
  }

  @Test
  void keyOfAMovePlacesNoOrder() {
    String id = place(asShopper(shopper), null, 1).path("id");
    String moveKey = fresh("m");
    asShopper(shopper)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", moveKey)
        .body("{}")
        .post("/v1/orders/" + id + "/pay")
        .then()
        .statusCode(200);

    key = moveKey;
    place(asShopper(shopper), null, 1).then().statusCode(422);

    asShopper(shopper)
        .get("/v1/idempotency-keys/" + moveKey)
        .then()
        .body("status", org.hamcrest.Matchers.equalTo(200));
  }

  @Test
  void keyOfAMoveIsDone() {
    String id = place(asShopper(shopper), null, 1).path("id");
    String moveKey = fresh("m");
    asShopper(shopper).get("/v1/idempotency-keys/" + moveKey).then().statusCode(404);
    asShopper(shopper)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", moveKey)
        .body("{}")
        .post("/v1/orders/" + id + "/pay")
        .then()
        .statusCode(200);

    asShopper(shopper)
        .get("/v1/idempotency-keys/" + moveKey)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("status", equalTo(200))
        .body("location", equalTo("/v1/orders/" + id));
  }

  @Test
  void keysAreTheirSendersOnly() {
    place(asShopper(shopper), null, 1).then().statusCode(201);

    asShopper(fresh("c")).get("/v1/idempotency-keys/" + key).then().statusCode(404);
    asShopper(fresh("c"))
        .queryParam("customerId", shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(404);
    asServer()
        .queryParam("customerId", shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(404);
    given().get("/v1/idempotency-keys/" + key).then().statusCode(401);
  }

  @Test
  void serverNamesTheCustomerOrAsksForAGuests() {
    String ofCustomer = place(asServer(), shopper, 1).path("id");

    asServer()
        .queryParam("customerId", shopper)
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(200)
        .body("location", equalTo("/v1/orders/" + ofCustomer));
    asServer().get("/v1/idempotency-keys/" + key).then().statusCode(404);

    String ofGuest = place(asServer(), null, 1).then().statusCode(201).extract().path("id");

    asServer()
        .get("/v1/idempotency-keys/" + key)
        .then()
        .statusCode(200)
        .body("location", equalTo("/v1/orders/" + ofGuest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "\u00e4"})
  void whatIsNoKeyIsRefused(String noKey) {
    asServer()
        .get("/v1/idempotency-keys/{key}", noKey)
        .then()
        .statusCode(400)
        .body("errors[0].parameter", equalTo("key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a%b", "?x=1&y", "~{}|\"", ":"})
  void anyVisibleCharacterMayBeInAKey(String part) {
    key = fresh("k") + part;
    place(asShopper(shopper), null, 1).then().statusCode(201);

    asShopper(shopper)
        .urlEncodingEnabled(false)
        .get("/v1/idempotency-keys/" + URLEncoder.encode(key, UTF_8))
        .then()
        .statusCode(200)
        .body("key", equalTo(key));
  }

  private Response place(RequestSpecification who, String customer, long quantity) {
    List<Map<String, Object>> lines = List.of(Map.of("sku", sku.value(), "quantity", quantity));
    return who.contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(
            customer == null
                ? Map.of("lines", lines)
                : Map.of("customerId", customer, "lines", lines))
        .post("/v1/orders");
  }

  private static RequestSpecification asShopper(String customer) {
    return given().auth().oauth2(Tokens.of(Caller.SHOPPER, customer));
  }

  private static RequestSpecification asServer() {
    return given().auth().oauth2(Tokens.of(Caller.SERVICE, "storefront"));
  }
}
