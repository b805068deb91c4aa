package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.act;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.orders;
import static io.saleproof.ShopClient.place;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.stock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.saleproof.Parallel;
import io.saleproof.ShopClient;
import io.saleproof.store.TestStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders made of carts, over HTTP. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OrdersFromCartsTest {

  private String customer;
  private String key;
  private String sku;

  @BeforeEach
  void names() {
    customer = fresh("c");
    key = fresh("k");
    sku = product(255, 10);
  }

  @Test
  void ordersWhatIsInTheCartAtTodaysPricesAndEmptiesIt() {
    String other = product(100, 5);
    String cart = cart(null, sku, 2, other, 1);
    given()
        .contentType(ContentType.JSON)
        .header("If-Match", "*")
        .body(Map.of("name", "Dearer", "price", Map.of("amount", 300, "currency", "GBP")))
        .put("/v1/products/" + sku);

    order(key, customer, cart)
        .then()
        .statusCode(201)
        .body("status", equalTo("placed"))
        .body("cartId", equalTo(cart))
        .body("lines.sku", contains(sku, other))
        .body("lines.quantity", contains(2, 1))
        .body("total.amount", equalTo(700));

    look(cart).then().statusCode(200).body("lines", empty());
    stock(sku).then().body("reserved", equalTo(2));
  }

  @Test
  void replayAfterTheCartWasEmptiedAndFilledAgainIsTheSameBytes() {
    String cart = cart(customer, sku, 2);
    Response first = order(key, customer, cart);
    add(cart, sku, 5);

    Response again = order(key, customer, cart);

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    look(cart).then().body("lines.quantity", contains(5));
    orders(customer).then().body("items", hasSize(1));
  }

  @Test
  void replayOutlivesTheCart() {
    String cart = cart(customer, sku, 2);
    Response first = order(key, customer, cart);
    given().header("If-Match", "*").delete("/v1/carts/" + cart).then().statusCode(204);

    assertThat(order(key, customer, cart).asByteArray()).isEqualTo(first.asByteArray());
  }

  @Test
  void refusedOrderGivesTheLinesBackAndItsReplayDoesNotDoSoAgain() {
    String cart = cart(customer, sku, 11);

    Response refused = order(key, customer, cart);
    refused
        .then()
        .statusCode(409)
        .body("code", equalTo("out-of-stock"))
        .body("lines[0].available", equalTo(10));
    look(cart).then().body("lines.quantity", contains(11));

    assertThat(order(key, customer, cart).asByteArray()).isEqualTo(refused.asByteArray());
    look(cart).then().body("lines.quantity", contains(11));
    stock(sku).then().body("reserved", equalTo(0));
  }

  @Test
  void ofManyOrdersFromOneCartOneGetsTheLines() throws Exception {
    String cart = cart(null, sku, 2);

    List<Response> answers =
        Parallel.run(20, i -> () -> order(fresh("k"), customer + "-" + i, cart));

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 201)
        .allSatisfy(
            answer -> assertThat(answer.<String>path("code")).isIn("cart-changed", "empty-cart"));
    look(cart).then().body("lines", empty());
    stock(sku).then().body("reserved", equalTo(2));
  }

  @Test
  void oneKeySentManyTimesEmptiesTheCartOnce() throws Exception {
    String cart = cart(customer, sku, 2);

    List<Response> answers = Parallel.run(20, i -> () -> order(key, customer, cart));

    assertThat(answers).extracting(Response::asString).containsOnly(answers.getFirst().asString());
    stock(sku).then().body("reserved", equalTo(2));
    orders(customer).then().body("items", hasSize(1));
  }

  @Test
  void linesOfAPlacedOrderDoNotComeBackWhenItIsCancelled() {
    String cart = cart(customer, sku, 2);
    String id = order(key, customer, cart).path("id");

    act(id, "cancel", fresh("x")).then().statusCode(200);

    look(cart).then().body("lines", empty());
    stock(sku).then().body("reserved", equalTo(0));
  }

  @Test
  void cartsThatCantBeOrderedAreToldAndTakeNoKey() {
    String nobodys = "a-cart-that-is-not-there";
    order(key, customer, nobodys)
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-cart"))
        .body("errors[0].pointer", equalTo("/cartId"));
    order(key, customer, cart(fresh("c"), sku, 1))
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-cart"));
    order(key, customer, cart(customer))
        .then()
        .statusCode(422)
        .body("code", equalTo("empty-cart"))
        .body("errors[0].pointer", equalTo("/cartId"));
    String gone = product(100, 5);
    String cart = cart(customer, sku, 1, gone, 1);
    given().header("If-Match", "*").delete("/v1/products/" + gone).then().statusCode(204);
    order(key, customer, cart)
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-sku"))
        .body("skus", contains(gone));
    look(cart).then().body("lines", hasSize(2));

    order(key, customer, cart(customer, sku, 1)).then().statusCode(201);
  }

  @Test
  void aKeyUsedForAnotherCartIsRefused() {
    order(key, customer, cart(customer, sku, 1)).then().statusCode(201);
    String other = cart(customer, sku, 1);

    order(key, customer, other).then().statusCode(422);
    place(key, ShopClient.order(customer, sku, 1)).then().statusCode(422);

    look(other).then().body("lines", hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /lines",
        "{\"cartId\": \"short\"} | /cartId",
        "{\"cartId\": 1} | /cartId",
        "{\"cartId\": \"an-id-of-some-cart-or-other\", \"lines\": [{\"sku\": \"A\", \"quantity\":"
            + " 1}]} | /cartId"
      })
  void linesOrACartAreNeededAndNotBoth(String body, String pointer) {
    given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/orders")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo(pointer));
  }

  private static Response order(String key, String customer, String cart) {
    return place(key, Map.of("customerId", customer, "cartId", cart));
  }

  private static Response look(String cart) {
    return given().get("/v1/carts/" + cart);
  }

  private static void add(String cart, String sku, long units) {
    given()
        .contentType(ContentType.JSON)
        .header("If-Match", "*")
        .body(Map.of("quantity", units))
        .put("/v1/carts/" + cart + "/lines/" + sku)
        .then()
        .statusCode(200);
  }

  private static String cart(String customer, Object... lines) {
    Map<String, Object> body = new HashMap<>();
    body.put("lines", ShopClient.order("x", lines).get("lines"));
    body.put("customerId", customer);
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/carts")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }
}
