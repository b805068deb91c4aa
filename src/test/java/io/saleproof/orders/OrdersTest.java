package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.act;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.order;
import static io.saleproof.ShopClient.orders;
import static io.saleproof.ShopClient.place;
import static io.saleproof.ShopClient.placeAt;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.receive;
import static io.saleproof.ShopClient.stock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OrdersTest {

  private String customer;
  private String key;

  @BeforeEach
  void names() {
    customer = fresh("c");
    key = fresh("k");
  }

  @Test
  void placesAnOrderAtTheServersPrices() {
    String sku = product(255, 10);

    Response placed = place(key, order(customer, sku, 2));

    placed
        .then()
        .statusCode(201)
        .header("Location", org.hamcrest.Matchers.equalTo("/v1/orders/" + placed.path("id")))
        .header("ETag", "\"2\"")
        .body("customerId", equalTo(customer))
        .body("seq", equalTo(1))
        .body("status", equalTo("placed"))
        .body("lines[0].sku", equalTo(sku))
        .body("lines[0].name", equalTo("Product " + sku))
        .body("lines[0].unitPrice.amount", equalTo(255))
        .body("lines[0].total.amount", equalTo(510))
        .body("lines[0].productVersion", equalTo(1))
        .body("total.amount", equalTo(510))
        .body("total.currency", equalTo("GBP"))
        .body("reservedUntil", notNullValue())
        .body("version", equalTo(2));
    stock(sku).then().body("reserved", equalTo(2)).body("available", equalTo(8));
    given().get("/v1/orders/" + placed.path("id")).then().body(equalTo(placed.asString()));
  }

  @Test
  void replayIsTheSameBytesEvenAfterTheOrderWasPaidAndTheProductDeleted() {
    String sku = product(255, 10);
    Response first = place(key, order(customer, sku, 2));
    act(first.path("id"), "pay", fresh("p")).then().statusCode(200);
    given().header("If-Match", "*").delete("/v1/products/" + sku).then().statusCode(204);

    Response again = place(key, order(customer, sku, 2));

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(first.header("Idempotency-Replayed")).isNull();
    orders(customer).then().body("items", hasSize(1));
  }

  @Test
  void replayOfARefusalIsTheSameBytesEvenWhenStockCameMeanwhile() {
    String sku = product(255, 1);
    Response first = place(key, order(customer, sku, 2));
    receive(sku, 10);

    Response again = place(key, order(customer, sku, 2));

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    stock(sku).then().body("reserved", equalTo(0));
  }

  @Test
  void fiftySendsOfOneKeyMakeOneOrderAndFiftyEqualAnswers() throws Exception {
    String sku = product(255, 100);

    List<Response> answers =
        io.saleproof.Parallel.run(50, i -> () -> place(key, order(customer, sku, 1)));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
    assertThat(answers).extracting(Response::asString).containsOnly(answers.getFirst().asString());
    assertThat(answers)
        .filteredOn(answer -> answer.header("Idempotency-Replayed") == null)
        .hasSize(1);
    stock(sku).then().body("reserved", equalTo(1));
    orders(customer).then().body("items", hasSize(1));
  }

  @Test
  void twoHundredOrdersForThirtySevenUnitsPlaceThirtySeven() throws Exception {
    String sku = product(255, 37);

    List<Response> answers =
        io.saleproof.Parallel.run(200, i -> () -> place(key + i, order(customer + i, sku, 1)));

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(37);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(163);
    stock(sku)
        .then()
        .body("onHand", equalTo(37))
        .body("reserved", equalTo(37))
        .body("available", equalTo(0));
  }

  @Test
  void manyOrdersOfOneCustomerAtOnceAreNumberedWithoutGaps() throws Exception {
    String sku = product(255, 100);

    List<Response> answers =
        io.saleproof.Parallel.run(40, i -> () -> place(key + i, order(customer, sku, 1)));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
    assertThat(answers.stream().<Integer>map(answer -> answer.path("seq")).sorted().toList())
        .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 40).boxed().toList());
  }

  @Test
  void ofTwoOrdersForOneListVersionOneIsStale() throws Exception {
    String sku = product(255, 10);

    List<Response> answers =
        io.saleproof.Parallel.run(2, i -> () -> placeAt("0", key + i, order(customer, sku, 1)));

    assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 412);
    answers.stream()
        .filter(answer -> answer.statusCode() == 412)
        .forEach(
            stale ->
                stale
                    .then()
                    .contentType("application/problem+json")
                    .body("code", equalTo("stale-version"))
                    .body("currentETag", equalTo("\"1\"")));
    stock(sku).then().body("reserved", equalTo(1));
    placeAt("1", fresh("k"), order(customer, sku, 1)).then().statusCode(201);
  }

  @Test
  void refusedOrderHoldsNothingAndNamesWhatIsAvailableOfEachLine() {
    // Held in order of SKU: this one is held before the others are found short.
    String plenty = fresh("A");
    product(plenty, 255, "GBP");
    receive(plenty, 10);
    String few = product(100, 1);
    String none = product(100, 0);

    Response refused = place(key, order(customer, plenty, 3, few, 2, none, 1));

    refused
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("code", equalTo("out-of-stock"))
        .body("retryable", equalTo(false))
        .body("lines.find { it.sku == '" + plenty + "' }.available", equalTo(10))
        .body("lines.find { it.sku == '" + few + "' }.available", equalTo(1))
        .body("lines.find { it.sku == '" + few + "' }.requested", equalTo(2))
        .body("lines.find { it.sku == '" + none + "' }.available", equalTo(0));
    stock(plenty).then().body("reserved", equalTo(0)).body("available", equalTo(10));
    stock(few).then().body("reserved", equalTo(0));
  }

  @Test
  void linesOfOneSkuAreHeldTogether() {
    String sku = product(255, 5);

    place(key, order(customer, sku, 3, sku, 3)).then().statusCode(409);
    place(fresh("k"), order(customer, sku, 3, sku, 2))
        .then()
        .statusCode(201)
        .body("lines", hasSize(2));
    stock(sku).then().body("available", equalTo(0));
  }

  @Test
  void keyOfAnotherRequestIsRefused() {
    String sku = product(255, 10);
    place(key, order(customer, sku, 1)).then().statusCode(201);

    place(key, order(customer, sku, 2))
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"));
    orders(customer).then().body("items", hasSize(1));
  }

  @Test
  void orderWithoutKeyIsRefused() {
    given()
        .contentType(ContentType.JSON)
        .body(order(customer, "X", 1))
        .post("/v1/orders")
        .then()
        .statusCode(400)
        .body("code", equalTo("missing-idempotency-key"))
        .body("errors[0].header", equalTo("Idempotency-Key"));
  }

  @Test
  void validationFailuresDoNotUseUpTheKey() {
    String sku = product(255, 10);
    place(key, order(customer, sku, 0)).then().statusCode(400);
    place(key, order(customer, "no-such-sku", 1)).then().statusCode(422);

    place(key, order(customer, sku, 1)).then().statusCode(201);
  }

  @Test
  void unknownProductsAndMixedCurrenciesAreRefused() {
    String pounds = product(255, 10);
    String euros = fresh("E");
    product(euros, 300, "EUR");

    place(key, order(customer, "no-such-sku", 1))
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-sku"))
        .body("skus", contains("no-such-sku"));
    place(key, order(customer, pounds, 1, euros, 1)).then().statusCode(422);
    orders(customer).then().body("items", empty()).body("latestVersion", equalTo(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": 0}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": -1}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": 2147483648}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1.5}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": \"1\"}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": NaN}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1e999}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\"}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"$where\", \"quantity\": 1}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": {\"$ne\": null}, \"quantity\": 1}]}",
        "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1, \"unitPrice\": 1}]}",
        "{\"customerId\": \"c1\", \"total\": 1, \"lines\": [{\"sku\": \"A\", \"quantity\": 1}]}",
        "{\"customerId\": \"__proto__\", \"lines\": [{\"sku\": \"A\", \"quantity\": 1}]}",
        "{\"customerId\": \"c1\", \"lines\": []}",
        "{\"customerId\": \"c1\", \"lines\": [null]}",
        "{\"customerId\": \"c1\"}",
        "[]",
        "null",
        "",
        "{",
      })
  void wrongBodiesAreTold(String body) {
    given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/orders")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("requestId", notNullValue());
  }

  @Test
  void everyWrongFieldIsNamed() {
    place(key, order(customer, "A", 0, "B", -1))
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("errors.pointer", contains("/lines/0/quantity", "/lines/1/quantity"));
    place(key, Map.of("customerId", customer, "lines", List.of(), "price", 1))
        .then()
        .body("errors[0].pointer", equalTo("/price"));
  }

  @Test
  void tooManyLinesAreRefused() {
    Object[] lines = new Object[2 * (PlaceOrder.MAX_LINES + 1)];
    for (int i = 0; i < lines.length; i += 2) {
      lines[i] = "A" + i;
      lines[i + 1] = 1;
    }
    place(key, order(customer, lines))
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/lines"));
  }

  @Test
  void guestOrdersWithoutCustomerAndReplaysTheSameOrder() {
    String sku = product(255, 10);
    Map<String, Object> body = Map.of("lines", List.of(Map.of("sku", sku, "quantity", 1)));

    Response first = place(key, body);
    Response again = place(key, body);

    first.then().statusCode(201).body("seq", equalTo(1));
    assertThat(again.asString()).isEqualTo(first.asString());
    given().get("/v1/orders/" + first.path("id")).then().statusCode(200);
    stock(sku).then().body("reserved", equalTo(1));
  }

  @Test
  void payingSellsWhatIsHeldOnce() {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 2)).path("id");
    String payKey = fresh("p");

    Response paid = act(id, "pay", payKey);
    Response again = act(id, "pay", payKey);

    paid.then().statusCode(200).body("status", equalTo("paid")).body("version", equalTo(3));
    assertThat(again.asString()).isEqualTo(paid.asString());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    stock(sku)
        .then()
        .body("onHand", equalTo(8))
        .body("reserved", equalTo(0))
        .body("available", equalTo(8));
    act(id, "pay", fresh("p"))
        .then()
        .statusCode(409)
        .body("code", equalTo("illegal-transition"))
        .body("status", equalTo(409))
        .body("orderStatus", equalTo("paid"))
        .body("legal", contains("ship", "cancel"));
  }

  @Test
  void replayedPaymentIsTheFirstAnswerAfterTheOrderWasCancelled() {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 2)).path("id");
    Response paid = act(id, "pay", "pay-" + key);
    act(id, "cancel", "cancel-" + key).then().statusCode(200);

    assertThat(act(id, "pay", "pay-" + key).asString()).isEqualTo(paid.asString());
    act(id, "cancel", "pay-" + key)
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"));
  }

  @Test
  void parallelPaymentsWithDifferentKeysPayOnce() throws Exception {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 2)).path("id");

    List<Response> answers = io.saleproof.Parallel.run(16, i -> () -> act(id, "pay", key + i));

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(15);
    stock(sku).then().body("onHand", equalTo(8)).body("reserved", equalTo(0));
  }

  @Test
  void cancellingGivesBackWhetherPaidOrNot() {
    String sku = product(255, 10);
    String unpaid = place(key, order(customer, sku, 2)).path("id");
    String paid = place(fresh("k"), order(customer, sku, 3)).path("id");
    act(paid, "pay", fresh("p"));

    act(unpaid, "cancel", fresh("x")).then().statusCode(200).body("status", equalTo("cancelled"));
    act(paid, "cancel", fresh("x")).then().statusCode(200).body("status", equalTo("cancelled"));

    stock(sku)
        .then()
        .body("onHand", equalTo(10))
        .body("reserved", equalTo(0))
        .body("available", equalTo(10));
    act(paid, "cancel", fresh("x")).then().statusCode(409).body("legal", empty());
  }

  @Test
  void paymentAndCancellationAtOnceLeaveTheStockExplained() throws Exception {
    String sku = product(255, 100);
    for (int round = 0; round < 10; round++) {
      String id = place(fresh("k"), order(customer, sku, 1)).path("id");
      io.saleproof.Parallel.run(
          6, i -> () -> act(id, i % 2 == 0 ? "pay" : "cancel", fresh("a")).statusCode());
    }
    given()
        .get("/v1/customers/" + customer + "/orders?limit=200")
        .then()
        .body("items.findAll { it.status != 'cancelled' && it.status != 'paid' }", empty());
    int paid =
        given().get("/v1/customers/" + customer + "/orders?status=paid").path("items.size()");
    stock(sku).then().body("onHand", equalTo(100 - paid)).body("reserved", equalTo(0));
  }

  @Test
  void listIsNewestFirstWithItsVersionAndFilter() {
    String sku = product(255, 10);
    orders(customer)
        .then()
        .statusCode(200)
        .header("ETag", "\"0\"")
        .body("items", empty())
        .body("next", nullValue())
        .body("latestVersion", equalTo(0));
    String first = place(key, order(customer, sku, 1)).path("id");
    String second = place(fresh("k"), order(customer, sku, 1)).path("id");
    act(first, "cancel", fresh("x"));

    orders(customer)
        .then()
        .header("ETag", "\"2\"")
        .body("latestVersion", equalTo(2))
        .body("items.id", contains(second, first));
    given()
        .get("/v1/customers/" + customer + "/orders?status=ongoing&count=true")
        .then()
        .body("items.id", contains(second))
        .body("latestVersion", equalTo(2))
        .body("count.value", equalTo(1))
        .body("count.relation", equalTo("eq"));
  }

  @Test
  void listIsNotModifiedOnlyWhileNothingInItChanged() {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 1)).path("id");
    String list = "/v1/customers/" + customer + "/orders";
    given()
        .header("If-None-Match", "\"1\"")
        .get(list)
        .then()
        .statusCode(304)
        .header("ETag", "\"1\"");

    act(id, "pay", fresh("p"));

    given()
        .header("If-None-Match", "\"1\"")
        .get(list)
        .then()
        .statusCode(200)
        .body("items[0].status", equalTo("paid"));
  }

  @Test
  void pagesOfTheListMeetWithoutGapWhileOrdersArrive() {
    String sku = product(255, 100);
    for (int i = 0; i < 7; i++) {
      place(fresh("k"), order(customer, sku, 1)).then().statusCode(201);
    }
    java.util.List<Integer> seen = new java.util.ArrayList<>();
    String url = "/v1/customers/" + customer + "/orders?limit=2";
    String next = null;
    do {
      Response page = next == null ? given().get(url) : given().queryParam("cursor", next).get(url);
      seen.addAll(page.path("items.seq"));
      next = page.path("next");
      if (next != null) {
        assertThat(page.header("Link")).contains("rel=\"next\"");
      }
      place(fresh("k"), order(customer, sku, 1));
    } while (next != null);
    assertThat(seen).containsExactly(7, 6, 5, 4, 3, 2, 1);
  }

  @Test
  void cursorsOfOtherListsAreRefused() {
    String sku = product(255, 100);
    for (int i = 0; i < 3; i++) {
      place(fresh("k"), order(customer, sku, 1));
    }
    String cursor = given().get("/v1/customers/" + customer + "/orders?limit=1").path("next");

    for (String other :
        List.of(
            "/v1/customers/someone-else/orders",
            "/v1/customers/" + customer + "/orders?status=ongoing")) {
      given()
          .queryParam("cursor", cursor)
          .get(other)
          .then()
          .statusCode(400)
          .body("code", equalTo("invalid-cursor"))
          .body("errors.parameter", hasItem("cursor"));
    }
    given().get("/v1/customers/c1/orders?status=nonsense").then().statusCode(400);
    given().get("/v1/customers/c1/orders?limit=0").then().statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "Yw.0", "Yw.1", "Yw.99999999999999999999", "$where", "a.b", ".1", "!.1"})
  void idsThatAreNoOrdersAreMissing(String id) {
    given()
        .urlEncodingEnabled(true)
        .get("/v1/orders/{id}", id)
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
    act(java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8), "pay", key)
        .then()
        .statusCode(404);
  }

  @Test
  void orderHasAnEntityTagAndIsNotSentTwice() {
    String sku = product(255, 10);
    String id = place(key, order(customer, sku, 1)).path("id");

    given().header("If-None-Match", "\"2\"").get("/v1/orders/" + id).then().statusCode(304);
    given().header("If-None-Match", "\"1\"").get("/v1/orders/" + id).then().statusCode(200);
  }

  @Test
  void filteredListIsNeverSaidToBeUnchanged() {
    String sku = product(255, 10);
    String first = place(key, order(customer, sku, 1)).path("id");
    place(fresh("k"), order(customer, sku, 1));
    act(first, "cancel", fresh("x"));

    given()
        .header("If-None-Match", "\"2\"")
        .get("/v1/customers/" + customer + "/orders?status=ongoing")
        .then()
        .statusCode(200)
        .body("items", hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bnVsbA", "W10", "W251bGwsbnVsbF0", "e30", "!", "\u00e9"})
  void nonsenseCursorsAreRefused(String cursor) {
    given()
        .queryParam("cursor", cursor)
        .get("/v1/customers/" + customer + "/orders")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-cursor"));
  }
}
