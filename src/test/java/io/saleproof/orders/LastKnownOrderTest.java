package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.order;
import static io.saleproof.ShopClient.place;
import static io.saleproof.ShopClient.product;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.saleproof.store.SimulatedStore;
import io.saleproof.trade.CustomerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = SimulatedStore.class, restrictToAnnotatedClass = true)
class LastKnownOrderTest {

  private final String customer = fresh("c");

  @Test
  void aListThatHasTheOrderIsGiven() {
    String first = placed();
    placed();

    list(first).then().statusCode(200).body("items", hasSize(2)).body("items.id", hasItem(first));
  }

  @Test
  void aFilterMayLeaveTheOrderOut() {
    String first = placed();

    given()
        .queryParam("status", "paid")
        .queryParam("last_known_order_id", first)
        .get("/v1/customers/" + customer + "/orders")
        .then()
        .statusCode(200)
        .body("items", hasSize(0))
        .body("latestVersion", equalTo(1));
  }

  @Test
  void aListWithoutTheOrderIsNot() {
    placed();

    list(new OrderId(new CustomerId(customer), 2).toString())
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"))
        .body("errors[0].parameter", equalTo("last_known_order_id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "c1.1", "../1"})
  void whatCantBeAnOrderOfTheCustomerIsRefused(String wrong) {
    list(wrong).then().statusCode(400).body("errors[0].parameter", equalTo("last_known_order_id"));
  }

  @Test
  void anotherCustomersOrderIsRefused() {
    list(new OrderId(new CustomerId(fresh("d")), 1).toString()).then().statusCode(400);
  }

  private String placed() {
    Response placed = place(fresh("k"), order(customer, product(255, 10), 1));
    placed.then().statusCode(201);
    return placed.path("id");
  }

  private Response list(String lastKnown) {
    return given()
        .queryParam("last_known_order_id", lastKnown)
        .get("/v1/customers/" + customer + "/orders");
  }
}
