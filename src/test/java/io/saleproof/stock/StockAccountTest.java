package io.saleproof.stock;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.act;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.order;
import static io.saleproof.ShopClient.place;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.stock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.saleproof.Parallel;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class StockAccountTest {

  @Inject Store store;

  @Test
  void explainsWhoHoldsWhatAndHowItCameToBe() {
    String sku = product(255, 10);
    String customer = fresh("c");
    String held = place(fresh("k"), order(customer, sku, 2)).path("id");
    String paid = place(fresh("k"), order(customer, sku, 3)).path("id");
    act(paid, "pay", fresh("p")).then().statusCode(200);

    explain(sku)
        .then()
        .statusCode(200)
        .body("received", equalTo(10))
        .body("sold", equalTo(3))
        .body("writtenOff", equalTo(0))
        .body("onHand", equalTo(7))
        .body("reserved", equalTo(2))
        .body("available", equalTo(5))
        .body("holdCount", equalTo(1))
        .body("holds[0].orderId", equalTo(held))
        .body("holds[0].quantity", equalTo(2))
        .body("holds[0].until", notNullValue())
        .body("drift", equalTo(0))
        .body("settled", equalTo(true))
        .body("findings", empty())
        .body("ledger.items.id", hasItem("sale:" + paid))
        .body("ledger.items.change", contains(-3, 10));
  }

  @Test
  void ledgerIsWalkedPageByPage() {
    String sku = product(255, 0);
    for (int i = 0; i < 7; i++) {
      move(sku, "m-" + i, "receive", 1 + i).then().statusCode(201);
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      Response page =
          cursor == null
              ? given().get("/v1/stock/" + sku + "/explain?limit=3")
              : given().get("/v1/stock/" + sku + "/explain?limit=3&cursor=" + cursor);
      seen.addAll(page.path("ledger.items.id"));
      cursor = page.path("ledger.next");
    } while (cursor != null);

    assertThat(seen).containsExactlyInAnyOrder("m-0", "m-1", "m-2", "m-3", "m-4", "m-5", "m-6");
  }

  @Test
  void ordersOfASplitSkuAreThoseOfOneSku() throws Exception {
    String sku = product(255, 60);
    given()
        .contentType(ContentType.JSON)
        .body("{\"buckets\": 8}")
        .post("/v1/stock/" + sku + "/buckets")
        .then()
        .statusCode(200)
        .body("available", equalTo(60));

    List<Response> answers =
        Parallel.run(80, i -> () -> place(fresh("k"), order(fresh("c"), sku, 1)));

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(60);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(20);
    for (Response answer : answers.stream().filter(a -> a.statusCode() == 201).limit(10).toList()) {
      act(answer.path("id"), "pay", fresh("p")).then().statusCode(200);
    }
    explain(sku)
        .then()
        .body("buckets", equalTo(8))
        .body("onHand", equalTo(50))
        .body("reserved", equalTo(50))
        .body("sold", equalTo(10))
        .body("holds", hasSize(50))
        .body("drift", equalTo(0));
    stock(sku).then().body("available", equalTo(0)).body("onHand", equalTo(50));
  }

  @Test
  void movementsReachUnitsInEveryBucket() {
    String sku = product(255, 64);
    given()
        .contentType(ContentType.JSON)
        .body("{\"buckets\": 4}")
        .post("/v1/stock/" + sku + "/buckets");
    for (int i = 0; i < 10; i++) {
      place(fresh("k"), order(fresh("c"), sku, 1)).then().statusCode(201);
    }

    move(sku, "w", "write-off", 54).then().statusCode(201).body("available", equalTo(0));
    move(sku, "w2", "write-off", 1)
        .then()
        .statusCode(409)
        .body("code", equalTo("insufficient-stock"))
        .body("onHand", equalTo(10))
        .body("reserved", equalTo(10));
    move(sku, "w", "write-off", 54).then().statusCode(200).body("available", equalTo(0));
  }

  @Test
  void driftMadeByHandIsNamedRepairedAndGone() {
    String sku = product(255, 10);
    place(fresh("k"), order(fresh("c"), sku, 2)).then().statusCode(201);
    store
        .exact(Schema.STOCK)
        .updateOne(
            new Document("_id", sku),
            new Document("$inc", new Document("reserved", 1L).append("available", -1L)));

    explain(sku)
        .then()
        .body("drift", greaterThan(0))
        .body("findings.kind", hasItem("reserved-not-held"))
        .body("findings.repaired", hasItem(false));
    reconcile("{\"skus\": [\"%s\"], \"repair\": false}".formatted(sku))
        .then()
        .body("repaired", equalTo(0));
    reconcile("{\"skus\": [\"%s\"]}".formatted(sku))
        .then()
        .statusCode(200)
        .body("checked", equalTo(1))
        .body("findings.kind", hasItem("reserved-not-held"))
        .body("findings.repaired", hasItem(true));
    reconcile("{\"skus\": [\"%s\"]}".formatted(sku)).then().body("drift", equalTo(0));
    explain(sku).then().body("drift", equalTo(0)).body("available", equalTo(8));
    assertThat(given().get("/q/metrics").asString())
        .contains(
            "saleproof_stock_drift_found_total{kind=\"reserved-not-held\",repaired=\"true\"}");
  }

  @Test
  void aPlacedOrdersLostHoldIsTakenAgain() {
    String sku = product(255, 10);
    String id = place(fresh("k"), order(fresh("c"), sku, 2)).path("id");
    store
        .exact(Schema.STOCK)
        .updateOne(
            new Document("_id", sku),
            new Document("$set", new Document("holds", List.of()))
                .append("$inc", new Document("reserved", -2L).append("available", 2L)));

    explain(sku)
        .then()
        .body("findings.kind", hasItem("order-without-hold"))
        .body("findings.orderId", hasItem(id));
    reconcile("{\"skus\": [\"%s\"]}".formatted(sku)).then().body("repaired", greaterThan(0));

    act(id, "pay", fresh("p")).then().statusCode(200);
    stock(sku).then().body("onHand", equalTo(8)).body("available", equalTo(8));
    explain(sku).then().body("drift", equalTo(0)).body("sold", equalTo(2));
  }

  @Test
  void everythingIsReconciledWithoutABody() {
    String sku = product(255, 10);

    Response report = given().contentType(ContentType.JSON).post("/v1/stock/reconcile");

    report.then().statusCode(200).body("checked", greaterThan(0)).body("next", equalTo(null));
    explain(sku).then().body("drift", equalTo(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/stock/X/buckets | {\"buckets\": 0} | /buckets",
        "/v1/stock/X/buckets | {\"buckets\": 257} | /buckets",
        "/v1/stock/X/buckets | {} | /buckets",
        "/v1/stock/reconcile | {\"skus\": [\"not a sku\"]} | /skus",
        "/v1/stock/reconcile | {\"skus\": [null]} | /skus",
        "/v1/stock/X/movements | {\"type\": \"receive\", \"quantity\": 1, \"expectedVersion\": null} | /id",
        "/v1/stock/X/movements | {\"id\": \"sale:x\", \"type\": \"receive\", \"quantity\": 1, \"expectedVersion\": null} | /id"
      })
  void wrongInputNamesTheField(String path, String body, String pointer) {
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(path)
        .then()
        .statusCode(400)
        .body("errors[0].pointer", containsString(pointer));
  }

  @Test
  void aSkuWithoutARecordIsNotSaidToBeChecked() {
    reconcile("{\"skus\": [\"never-seen\"]}").then().statusCode(200).body("checked", equalTo(0));
  }

  @Test
  void settingTheSameBucketsAgainChangesNothing() {
    String sku = product(255, 10);
    String buckets = "/v1/stock/" + sku + "/buckets";
    int version =
        given()
            .contentType(ContentType.JSON)
            .body("{\"buckets\": 4}")
            .post(buckets)
            .path("version");

    given()
        .contentType(ContentType.JSON)
        .body("{\"buckets\": 4}")
        .post(buckets)
        .then()
        .statusCode(200)
        .body("version", equalTo(version));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    given().get("/v1/stock/never-seen/explain").then().statusCode(404);
    given()
        .contentType(ContentType.JSON)
        .body("{\"buckets\": 4}")
        .post("/v1/stock/never-seen/buckets")
        .then()
        .statusCode(404);
    reconcile("{\"cursor\": \"wrong\"}").then().statusCode(400);
  }

  @Test
  void aMovementIsKnownByItsKeyIfItHasNoId() {
    String sku = product(255, 0);
    String body = "{\"type\": \"receive\", \"quantity\": 4, \"expectedVersion\": null}";

    for (int status : List.of(201, 200)) {
      given()
          .contentType(ContentType.JSON)
          .header("Idempotency-Key", "key-1")
          .body(body)
          .post("/v1/stock/" + sku + "/movements")
          .then()
          .statusCode(status)
          .body("onHand", equalTo(4));
    }
    given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", "key-1")
        .body(body.replace("4", "5"))
        .post("/v1/stock/" + sku + "/movements")
        .then()
        .statusCode(422);
  }

  private static Response explain(String sku) {
    return given().get("/v1/stock/" + sku + "/explain");
  }

  private static Response reconcile(String body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/stock/reconcile");
  }

  private static Response move(String sku, String id, String type, long quantity) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            "{\"id\": \"%s\", \"type\": \"%s\", \"quantity\": %d, \"expectedVersion\": null}"
                .formatted(id, type, quantity))
        .post("/v1/stock/" + sku + "/movements");
  }
}
