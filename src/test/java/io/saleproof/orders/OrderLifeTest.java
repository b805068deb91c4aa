package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.act;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.order;
import static io.saleproof.ShopClient.place;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.stock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.saleproof.catalog.Catalog;
import io.saleproof.idempotency.RequestHash;
import io.saleproof.stock.Stock;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An order's whole life over HTTP, with the sweeper of the running shop. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OrderLifeTest {

  private static final List<String> ACTIONS = List.of("pay", "ship", "deliver", "cancel", "return");

  /** The way to each state, as callers go it. */
  private static final Map<OrderStatus, List<String>> WAYS =
      Map.of(
          OrderStatus.PLACED, List.of(),
          OrderStatus.PAID, List.of("pay"),
          OrderStatus.SHIPPED, List.of("pay", "ship"),
          OrderStatus.DELIVERED, List.of("pay", "ship", "deliver"),
          OrderStatus.CANCELLED, List.of("pay", "cancel"),
          OrderStatus.RETURNED, List.of("pay", "ship", "deliver", "return"));

  /** What callers may do in each state, written down from the contract. */
  private static final Map<OrderStatus, List<String>> LEGAL =
      Map.of(
          OrderStatus.PLACED, List.of("pay", "cancel"),
          OrderStatus.PAID, List.of("ship", "cancel"),
          OrderStatus.SHIPPED, List.of("deliver"),
          OrderStatus.DELIVERED, List.of("return"));

  @Inject Store store;
  @Inject Catalog catalog;
  @Inject Stock stock;
  @Inject OrdersConfig config;
  @Inject Clock clock;

  private String customer;
  private String key;

  @BeforeEach
  void names() {
    customer = fresh("c");
    key = fresh("k");
  }

  @ParameterizedTest
  @EnumSource
  void illegalMovesNameTheLegalOnesAndChangeNothing(OrderStatus status) {
    String id = orderThatIs(status);
    String before = given().get("/v1/orders/" + id).asString();
    List<String> legal = LEGAL.getOrDefault(status, List.of());

    for (String action : ACTIONS) {
      if (!legal.contains(action)) {
        act(id, action, fresh("m"))
            .then()
            .statusCode(409)
            .body("code", equalTo("illegal-transition"))
            .body("orderStatus", equalTo(status.label()))
            .body("legal", containsInAnyOrder(legal.toArray()));
      }
    }
    assertThat(given().get("/v1/orders/" + id).asString()).isEqualTo(before);
  }

  @Test
  void everyChangeIsInTheHistoryWithTimeAndCause() {
    String id = place(key, order(customer, product(255, 10), 1)).path("id");
    for (String action : List.of("pay", "ship", "deliver")) {
      moved(id, action, "{\"reference\": \"ref-" + action + "\"}").then().statusCode(200);
    }
    moved(id, "return", "{\"reason\": \"too small\", \"restock\": true}")
        .then()
        .statusCode(200)
        .body("status", equalTo("returned"))
        .body("version", equalTo(6))
        .body(
            "history.status",
            contains("pending", "placed", "paid", "shipped", "delivered", "returned"))
        .body(
            "history.cause",
            contains(
                "placing",
                "placing",
                "pay ref-pay by admin/open",
                "ship ref-ship by admin/open",
                "deliver ref-deliver by admin/open",
                "return by admin/open: too small"))
        .body("history[5].restock", equalTo(true))
        .body("history[4].restock", nullValue())
        .body("history.findAll { it.at == null }.size()", equalTo(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"restock\": false}", "{\"restock\": null}"})
  void returnWithoutRestockingSellsAndKeepsTheUnitsOffTheShelf(String body) {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 4)).path("id");
    WAYS.get(OrderStatus.DELIVERED).forEach(action -> act(id, action, fresh("m")));

    moved(id, "return", body).then().statusCode(200).body("history[5].restock", equalTo(false));

    stock(sku).then().body("onHand", equalTo(6)).body("available", equalTo(6));
  }

  @Test
  void returnWithRestockingPutsTheUnitsBackOnce() {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 4)).path("id");
    WAYS.get(OrderStatus.DELIVERED).forEach(action -> act(id, action, fresh("m")));
    String body = "{\"restock\": true}";

    Response first = moved(id, "return", body, key + "r");
    Response again = moved(id, "return", body, key + "r");

    assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    stock(sku).then().body("onHand", equalTo(10)).body("available", equalTo(10));
    moved(id, "return", "{\"restock\": false}", key + "r")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"));
  }

  @Test
  void restockGoesWithReturnsOnly() {
    String id = place(key, order(customer, product(255, 10), 4)).path("id");

    moved(id, "pay", "{\"restock\": true}").then().statusCode(400);
    moved(id, "return", "{\"restock\": \"yes\"}")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/restock"));
  }

  @Test
  void everyAnswerIsRepeatedByteForByteToTheEndOfTheOrdersLife() {
    String sku = product(255, 10);
    Map<String, Response> first = new LinkedHashMap<>();
    first.put("place", place(key, order(customer, sku, 2)));
    String id = first.get("place").path("id");
    for (String action : WAYS.get(OrderStatus.RETURNED)) {
      first.put(action, act(id, action, key + action));
      first.forEach(
          (name, answer) -> {
            Response again =
                name.equals("place")
                    ? place(key, order(customer, sku, 2))
                    : act(id, name, key + name);
            assertThat(again.asByteArray()).as(name).isEqualTo(answer.asByteArray());
            assertThat(again.statusCode()).isEqualTo(answer.statusCode());
            assertThat(again.header("ETag")).isEqualTo(answer.header("ETag"));
            assertThat(again.header("Location")).isEqualTo(answer.header("Location"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
          });
    }
  }

  @Test
  void takeOverBySweepersChangesNoAnswer() {
    String sku = product(255, 10);
    Response placed = place(key, order(customer, sku, 2));
    String id = placed.path("id");
    makeDue(id);
    Response paid = act(id, "pay", key + "pay");
    makeDue(id);

    assertThat(place(key, order(customer, sku, 2)).asByteArray()).isEqualTo(placed.asByteArray());
    assertThat(act(id, "pay", key + "pay").asByteArray()).isEqualTo(paid.asByteArray());
    assertThat(given().get("/v1/orders/" + id).asString()).isEqualTo(paid.asString());
    assertThat(stored(id).turn().number()).isGreaterThan(1);
    stock(sku).then().body("onHand", equalTo(8)).body("reserved", equalTo(0));
  }

  @Test
  void orderThatASweeperFinishedAnswersItsRequestAlike() {
    String sku = product(255, 10);
    placeAndDie(sku, clock);
    place(key, order(customer, sku, 1))
        .then()
        .statusCode(409)
        .header("Retry-After", equalTo("1"))
        .body("code", equalTo("request-in-progress"));
    makeDue(new OrderId(new CustomerId(customer), 1).toString());

    Response answer = place(key, order(customer, sku, 1));

    answer
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", equalTo("true"))
        .body("status", equalTo("placed"));
    act(answer.path("id"), "pay", fresh("m")).then().statusCode(200);
    assertThat(place(key, order(customer, sku, 1)).asByteArray()).isEqualTo(answer.asByteArray());
  }

  @Test
  void orderThatExpiredBeforeItWasPlacedSaysSoForEver() {
    String sku = product(255, 10);
    placeAndDie(sku, Clock.offset(clock, config.reservationTime().negated()));
    String id = new OrderId(new CustomerId(customer), 1).toString();
    awaitStatus(id, OrderStatus.EXPIRED);

    Response answer = place(key, order(customer, sku, 1));

    answer
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .header("Idempotency-Replayed", equalTo("true"))
        .body("code", equalTo("order-expired"))
        .body("orderId", equalTo(id))
        .body("requestId", equalTo("first-request"))
        .body("retryable", equalTo(false));
    assertThat(place(key, order(customer, sku, 1)).asByteArray()).isEqualTo(answer.asByteArray());
    stock(sku).then().body("reserved", equalTo(0));
  }

  @Test
  void keyOfAMoveIsNotTakenForAnotherOrderOfTheCustomer() {
    String sku = product(255, 10);
    String first = place(key, order(customer, sku, 1)).path("id");
    String second = place(fresh("k"), order(customer, sku, 1)).path("id");
    act(first, "pay", key + "m").then().statusCode(200);

    act(second, "pay", key + "m")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"));
    act(first, "ship", key).then().statusCode(422).body("code", equalTo("idempotency-key-reused"));
  }

  @Test
  void keyOfAnOrderIsNotTakenForAMoveOfAnother() {
    String sku = product(255, 10);
    String first = place(fresh("k"), order(customer, sku, 1)).path("id");
    place(key, order(customer, sku, 1)).then().statusCode(201);

    act(first, "pay", key).then().statusCode(422).body("code", equalTo("idempotency-key-reused"));
    act(first, "pay", fresh("m")).then().statusCode(200);
  }

  @Test
  void importedOrderIsReturnedButNeverCancelled() {
    String sku = product(255, 10);
    OrderId past = new OrderId(new CustomerId(customer), 1);
    OrderLine line = OrderLine.of(new Sku(sku), "Thing", 3, new Money(255, "GBP"), 0);
    MongoOrderHistory imports = new MongoOrderHistory(store);
    PastOrder imported =
        PastOrder.of(
            past, "536365", clock.instant().minusSeconds(99), List.of(line), "import", Cut.NONE);
    imports.insert(List.of(imported));
    String id = past.toString();

    act(id, "cancel", fresh("m")).then().statusCode(409).body("legal", contains("return"));
    moved(id, "return", "{\"restock\": true}").then().statusCode(200);

    stock(sku).then().body("onHand", equalTo(13)).body("reserved", equalTo(0));
    assertThat(stored(id).isSettled()).isTrue();
    // More of the old file does not bring it back.
    PastOrder returned = imports.find(past).orElseThrow();
    assertThat(
            imports.replace(
                returned, returned.withLines(List.of(line, line), clock.instant(), Cut.NONE)))
        .isTrue();
    assertThat(stored(id).status()).isEqualTo(OrderStatus.RETURNED);
  }

  private Order stored(String id) {
    return new MongoOrders(store).find(OrderId.parse(id).orElseThrow()).orElseThrow();
  }

  private String orderThatIs(OrderStatus status) {
    String sku = product(255, status == OrderStatus.REFUSED ? 0 : 10);
    String id = new OrderId(new CustomerId(customer), 1).toString();
    switch (status) {
      case PENDING -> placeAndDie(sku, clock);
      case EXPIRED -> {
        Clock longAgo = Clock.offset(clock, config.reservationTime().negated());
        instance(longAgo).place(request(sku));
        awaitStatus(id, OrderStatus.EXPIRED);
      }
      case REFUSED, PLACED, PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED -> {
        place(key, order(customer, sku, 1));
        WAYS.getOrDefault(status, List.of())
            .forEach(action -> act(id, action, fresh("m")).then().statusCode(200));
      }
    }
    assertThat(stored(id).status()).isEqualTo(status);
    return id;
  }

  private OrdersInstance instance(Clock when) {
    return new OrdersInstance(store, catalog, stock, config, when);
  }

  private void placeAndDie(String sku, Clock when) {
    Stock dying = Steps.watched(Stock.class, stock, OrderCrashTest.diesAfter("hold"));
    OrdersInstance instance = new OrdersInstance(store, catalog, dying, config, when);
    assertThatThrownBy(() -> instance.place(request(sku))).isInstanceOf(Steps.Death.class);
  }

  /** The request that the HTTP client of this test would send. */
  private PlaceOrder request(String sku) {
    CustomerId whose = new CustomerId(customer);
    List<PlaceOrder.Line> lines = new ArrayList<>(List.of(new PlaceOrder.Line(new Sku(sku), 1)));
    return new PlaceOrder(
        whose,
        lines,
        "admin/open:" + key,
        RequestHash.of(whose + " " + lines),
        null,
        "first-request",
        null,
        null);
  }

  /** Lets the shop's sweeper take the order over, now. */
  private void makeDue(String id) {
    int before = stored(id).turn().number();
    store
        .exact(Schema.ORDERS)
        .updateOne(
            new Document("_id", id),
            new Document(
                "$set", new Document("due", true).append("dueAt", Date.from(clock.instant()))));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(stored(id).turn().number()).isGreaterThan(before);
              assertThat(stored(id).isSettled()).isTrue();
            });
  }

  private void awaitStatus(String id, OrderStatus status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(stored(id).status()).isEqualTo(status));
  }

  private static Response moved(String id, String action, String body) {
    return moved(id, action, body, fresh("m"));
  }

  private static Response moved(String id, String action, String body, String key) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/orders/" + id + "/" + action);
  }
}
