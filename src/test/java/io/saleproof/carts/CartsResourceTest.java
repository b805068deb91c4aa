package io.saleproof.carts;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.saleproof.Parallel;
import io.saleproof.ShopClient;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CartsResourceTest {

  private String sku;

  @BeforeEach
  void goods() {
    sku = product(255, 10);
  }

  @Test
  void makesACartWithTotalsAtTheServersPrices() {
    Response made = make(lines(sku, 2));

    made.then()
        .statusCode(201)
        .header("Location", endsWith("/v1/carts/" + made.path("id")))
        .header("ETag", "\"1\"")
        .header("Cache-Control", "private, no-cache")
        .body("$", not(hasKey("customerId")))
        .body("lines[0].sku", equalTo(sku))
        .body("lines[0].name", equalTo("Product " + sku))
        .body("lines[0].quantity", equalTo(2))
        .body("lines[0].unitPrice.amount", equalTo(255))
        .body("lines[0].total.amount", equalTo(510))
        .body("lines[0].priceWhenAdded.amount", equalTo(255))
        .body("lines[0].priceChanged", equalTo(false))
        .body("lines[0].available", equalTo(10))
        .body("lines[0].unavailable", equalTo(false))
        .body("total.amount", equalTo(510))
        .body("total.currency", equalTo("GBP"))
        .body("priceChanges", equalTo(0))
        .body("expiresAt", notNullValue())
        .body("version", equalTo(1));
    get(made.path("id")).then().statusCode(200).body(equalTo(made.asString()));
  }

  @Test
  void makesAnEmptyCartOfNothing() {
    given()
        .contentType(ContentType.JSON)
        .post("/v1/carts")
        .then()
        .statusCode(201)
        .body("lines", empty())
        .body("$", not(hasKey("total")));
  }

  @Test
  void addsChangesAndTakesOutLines() {
    String id = make(Map.of()).path("id");
    String other = product(100, 5);

    line(id, "1", sku, 2).then().statusCode(200).header("ETag", "\"2\"");
    line(id, "2", other, 1).then().body("total.amount", equalTo(610));
    line(id, "3", sku, 3).then().body("lines.sku", contains(sku, other));
    at("4")
        .delete("/v1/carts/" + id + "/lines/" + sku)
        .then()
        .statusCode(200)
        .header("ETag", "\"5\"")
        .body("lines.sku", contains(other))
        .body("total.amount", equalTo(100));
    at("5").delete("/v1/carts/" + id + "/lines/" + sku).then().statusCode(404);
  }

  @Test
  void addsALineWhateverTheVersionIfItIsNew() {
    String id = make(Map.of()).path("id");

    newLine(id, sku, 2).then().statusCode(200);
    newLine(id, sku, 3).then().statusCode(412).body("code", equalTo("already-exists"));

    get(id).then().body("lines[0].quantity", equalTo(2));
  }

  @Test
  void showsThatAPriceHasChangedSinceTheLineWasAdded() {
    String id = make(lines(sku, 2)).path("id");
    price(sku, 300, "GBP");

    get(id)
        .then()
        .body("lines[0].priceChanged", equalTo(true))
        .body("lines[0].priceWhenAdded.amount", equalTo(255))
        .body("lines[0].unitPrice.amount", equalTo(300))
        .body("total.amount", equalTo(600))
        .body("priceChanges", equalTo(1));
  }

  @Test
  void showsProductsThatAreGoneAndLeavesThemOutOfTheTotal() {
    String other = product(100, 5);
    String id = make(lines(sku, 2, other, 1)).path("id");
    given().header("If-Match", "*").delete("/v1/products/" + sku).then().statusCode(204);

    get(id)
        .then()
        .body("lines[0].unavailable", equalTo(true))
        .body("lines[0].name", equalTo("Product " + sku))
        .body("lines[0].available", equalTo(0))
        .body("lines[0]", not(hasKey("unitPrice")))
        .body("total.amount", equalTo(100));
    // What is gone can still be counted down and taken out.
    line(id, "1", sku, 1).then().statusCode(200);
    at("2").delete("/v1/carts/" + id + "/lines/" + sku).then().statusCode(200);
  }

  @Test
  void leavesOutWhatIsPricedInAnotherCurrencySince() {
    String other = product(100, 5);
    String id = make(lines(sku, 2, other, 1)).path("id");
    price(other, 90, "EUR");

    get(id)
        .then()
        .body("lines[1].unavailable", equalTo(true))
        .body("total.amount", equalTo(510))
        .body("total.currency", equalTo("GBP"));
  }

  @Test
  void showsWhatCanBeHadNow() {
    String id = make(lines(sku, 2)).path("id");
    receive(sku, 5);
    get(id).then().body("lines[0].available", equalTo(15));
  }

  @Test
  void isNotModifiedOnlyWhileNothingThatIsShownHasChanged() {
    String id = make(lines(sku, 2)).path("id");
    has(id, "1").then().statusCode(304).header("ETag", "\"1\"");

    receive(sku, 1);
    has(id, "1").then().statusCode(200).body("lines[0].available", equalTo(11));

    line(id, "1", sku, 3);
    has(id, "1").then().statusCode(200);
    has(id, "2").then().statusCode(304);
    price(sku, 300, "GBP");
    has(id, "2").then().statusCode(200).body("total.amount", equalTo(900));
  }

  @Test
  void replacesAllLines() {
    String other = product(100, 5);
    String id = make(lines(sku, 2)).path("id");

    put(id, "1", lines(other, 4)).then().statusCode(200).body("lines.sku", contains(other));
    put(id, "2", Map.of()).then().statusCode(200).body("lines", empty());
  }

  @Test
  void addsUpLinesOfTheSameProduct() {
    make(lines(sku, 2, sku, 3))
        .then()
        .body("lines", hasSize(1))
        .body("lines[0].quantity", equalTo(5));
  }

  @Test
  void makesACartUnderTheClientsIdOnce() {
    String id = fresh("an-id-of-the-clients-own");

    create(id, lines(sku, 1)).then().statusCode(201).header("Location", endsWith(id));
    create(id, lines(sku, 9))
        .then()
        .statusCode(412)
        .body("code", equalTo("already-exists"))
        .body("currentETag", equalTo("\"1\""));

    get(id).then().body("lines[0].quantity", equalTo(1));
  }

  @Test
  void writesNeedTheVersionThatWasRead() {
    String id = make(lines(sku, 1)).path("id");
    String line = "/v1/carts/" + id + "/lines/" + sku;
    line(id, "1", sku, 2).then().statusCode(200);

    put(id, "1", Map.of()).then().statusCode(412).body("currentETag", equalTo("\"2\""));
    line(id, "1", sku, 3).then().statusCode(412).body("currentETag", equalTo("\"2\""));
    at("1").delete(line).then().statusCode(412);
    at("1").delete("/v1/carts/" + id).then().statusCode(412);
    json(Map.of("quantity", 1)).put(line).then().statusCode(428);
    json(Map.of()).put("/v1/carts/" + id).then().statusCode(428);
    given().delete(line).then().statusCode(428);
    given().delete("/v1/carts/" + id).then().statusCode(428);

    get(id).then().body("version", equalTo(2)).body("lines[0].quantity", equalTo(2));
  }

  @Test
  void deletesACart() {
    String id = make(lines(sku, 1)).path("id");

    at("1").delete("/v1/carts/" + id).then().statusCode(204);

    get(id).then().statusCode(404).body("code", equalTo("not-found"));
    line(id, "2", sku, 1).then().statusCode(404);
    at("2").delete("/v1/carts/" + id).then().statusCode(404);
    create(id, lines(sku, 1)).then().statusCode(201).header("ETag", "\"3\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "an-id-that-no-cart-ever-had", "not.an.id.of.a.cart.at.all.x"})
  void cartsThatAreNotThereAreToldSo(String id) {
    get(id).then().statusCode(404).body("code", equalTo("not-found"));
    line(id, "1", sku, 1).then().statusCode(404);
    at("1").delete("/v1/carts/" + id).then().statusCode(404);
    merge(id, make(Map.of()).path("id")).then().statusCode(404);
  }

  // Keys

  @Test
  void oneKeyMakesOneCartAndTheFirstAnswerComesAgain() throws Exception {
    String key = fresh("k");
    List<Response> answers = Parallel.run(20, i -> () -> make(key, lines(sku, 2)));
    assertThat(answers).extracting(Response::statusCode).containsOnly(201);
    assertThat(answers).extracting(Response::asString).containsOnly(answers.getFirst().asString());
    assertThat(answers).filteredOn(one -> one.header("Idempotency-Replayed") == null).hasSize(1);

    String id = answers.getFirst().path("id");
    line(id, "1", sku, 7);
    price(sku, 300, "GBP");
    Response again = make(key, lines(sku, 2));

    assertThat(again.asByteArray()).isEqualTo(answers.getFirst().asByteArray());
    again.then().header("ETag", "\"1\"").header("Idempotency-Replayed", "true");
    get(id).then().body("lines[0].quantity", equalTo(7));
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    String key = fresh("k");
    make(key, lines(sku, 2));

    make(key, lines(sku, 3))
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-key-reused"))
        .body("errors[0].header", equalTo("Idempotency-Key"));
  }

  @Test
  void whatIsRefusedDoesNotUseTheKeyUp() {
    String key = fresh("k");
    String later = fresh("P");
    make(key, lines(later, 1)).then().statusCode(422).body("code", equalTo("unknown-sku"));

    ShopClient.product(later, 100, "GBP");

    make(key, lines(later, 1)).then().statusCode(201);
  }

  @Test
  void aMalformedKeyIsTold() {
    make("two words", lines(sku, 1))
        .then()
        .statusCode(400)
        .body("errors[0].header", equalTo("Idempotency-Key"));
  }

  // Merging

  @Test
  void mergesAGuestsCart() {
    String from = make(lines(sku, 2)).path("id");
    String into =
        make(Map.of("customerId", fresh("c"), "lines", lines(sku, 1).get("lines"))).path("id");

    merge(into, from)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("lines[0].quantity", equalTo(3));
    merge(into, from)
        .then()
        .statusCode(200)
        .header("Idempotency-Replayed", "true")
        .body("lines[0].quantity", equalTo(3));
    get(from).then().statusCode(404);
  }

  @Test
  void mergeSentManyTimesAtOnceMergesOnceAndAnswersAll() throws Exception {
    String from = make(lines(sku, 2)).path("id");
    String into = make(lines(sku, 1)).path("id");

    List<Response> answers = Parallel.run(20, i -> () -> merge(into, from));

    assertThat(answers).extracting(Response::statusCode).containsOnly(200);
    get(into).then().body("lines[0].quantity", equalTo(3));
  }

  @Test
  void refusesMergesThatCantBe() {
    String into = make(Map.of()).path("id");
    String elsewhere = make(Map.of()).path("id");
    String merged = make(lines(sku, 1)).path("id");
    String others = make(Map.of("customerId", fresh("c"))).path("id");
    merge(elsewhere, merged).then().statusCode(200);

    merge(into, into).then().statusCode(400).body("errors[0].pointer", equalTo("/from"));
    merge(into, merged).then().statusCode(409).body("code", equalTo("conflict"));
    merge(into, fresh("an-id-that-no-cart-has"))
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-cart"))
        .body("errors[0].pointer", equalTo("/from"));
    merge(into, others).then().statusCode(422).body("errors[0].pointer", equalTo("/from"));
  }

  // Bad input

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": 0}]} | /lines/0/quantity",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": -1}]} | /lines/0/quantity",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": 1000001}]} | /lines/0/quantity",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": 1.5}]} | /lines/0/quantity",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": \"2\"}]} | /lines/0/quantity",
        "{\"lines\": [{\"sku\": \"A\"}]} | /lines/0/quantity",
        "{\"lines\": [{\"quantity\": 1}]} | /lines/0/sku",
        "{\"lines\": [{\"sku\": \"$where\", \"quantity\": 1}]} | /lines/0/sku",
        "{\"lines\": [null]} | /lines/0",
        "{\"lines\": {}} | /lines",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": 1, \"price\": 1}]} | /lines/0/price",
        "{\"total\": 1} | /total",
        "{\"customerId\": \"?\"} | /customerId",
        "{\"lines\": [{\"sku\": \"A\", \"quantity\": 999999}, {\"sku\": \"A\", \"quantity\": 2}]}"
            + " | /lines/1/quantity"
      })
  void wrongBodiesAreTold(String body, String pointer) {
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/carts")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo(pointer));
    given()
        .contentType(ContentType.JSON)
        .header("If-None-Match", "*")
        .body(body)
        .put("/v1/carts/" + fresh("an-id-of-the-clients-own"))
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo(pointer));
  }

  @Test
  void wrongIdsAndHeadersAreTold() {
    create("short", Map.of()).then().statusCode(400).body("errors[0].parameter", equalTo("id"));
    String id = make(Map.of()).path("id");
    json(Map.of())
        .header("If-Match", "1")
        .put("/v1/carts/" + id)
        .then()
        .statusCode(400)
        .body("errors[0].header", equalTo("If-Match"));
    json(Map.of("quantity", 0))
        .header("If-Match", "*")
        .put("/v1/carts/" + id + "/lines/" + sku)
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/quantity"));
    json(Map.of("from", "short"))
        .post("/v1/carts/" + id + "/merge")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/from"));
    json(Map.of())
        .post("/v1/carts/" + id + "/merge")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/from"));
  }

  @Test
  void productsThatDoNotExistOrCostOtherMoneyAreToldAndChangeNothing() {
    String euros = fresh("P");
    ShopClient.product(euros, 100, "EUR");
    String id = make(lines(sku, 1)).path("id");

    line(id, "1", "nothing", 1)
        .then()
        .statusCode(422)
        .body("code", equalTo("unknown-sku"))
        .body("skus", contains("nothing"));
    line(id, "1", euros, 1).then().statusCode(422).body("code", equalTo("unprocessable"));
    put(id, "1", Map.of("customerId", "someone"))
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("/customerId"));

    get(id).then().body("version", equalTo(1));
  }

  private static Map<String, Object> lines(Object... skusAndQuantities) {
    return Map.of("lines", ShopClient.order("x", skusAndQuantities).get("lines"));
  }

  private static RequestSpecification json(Object body) {
    return given().contentType(ContentType.JSON).body(body);
  }

  private static RequestSpecification at(String version) {
    return given().header("If-Match", "\"" + version + "\"");
  }

  private static Response make(Object body) {
    return json(body).post("/v1/carts");
  }

  private static Response make(String key, Object body) {
    return json(body).header("Idempotency-Key", key).post("/v1/carts");
  }

  private static Response get(String id) {
    return given().get("/v1/carts/" + id);
  }

  private static Response has(String id, String version) {
    return given().header("If-None-Match", "\"" + version + "\"").get("/v1/carts/" + id);
  }

  private static Response create(String id, Object body) {
    return json(body).header("If-None-Match", "*").put("/v1/carts/" + id);
  }

  private static Response put(String id, String version, Object body) {
    return at(version).contentType(ContentType.JSON).body(body).put("/v1/carts/" + id);
  }

  private static Response line(String id, String version, String sku, long quantity) {
    return at(version)
        .contentType(ContentType.JSON)
        .body(Map.of("quantity", quantity))
        .put("/v1/carts/" + id + "/lines/" + sku);
  }

  private static Response newLine(String id, String sku, long quantity) {
    return json(Map.of("quantity", quantity))
        .header("If-None-Match", "*")
        .put("/v1/carts/" + id + "/lines/" + sku);
  }

  private static Response merge(String into, String from) {
    return json(Map.of("from", from)).post("/v1/carts/" + into + "/merge");
  }

  private static void price(String sku, long amount, String currency) {
    given()
        .contentType(ContentType.JSON)
        .header("If-Match", "*")
        .body(
            Map.of(
                "name", "Product " + sku, "price", Map.of("amount", amount, "currency", currency)))
        .put("/v1/products/" + sku)
        .then()
        .statusCode(200);
  }
}
