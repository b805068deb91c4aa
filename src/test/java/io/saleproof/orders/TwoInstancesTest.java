package io.saleproof.orders;

import static io.restassured.RestAssured.given;
import static io.saleproof.ShopClient.fresh;
import static io.saleproof.ShopClient.orders;
import static io.saleproof.ShopClient.product;
import static io.saleproof.ShopClient.stock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.Parallel;
import io.saleproof.catalog.Catalog;
import io.saleproof.stock.Stock;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Instances share nothing but the database, so here every request has an instance of its own: what
 * one instance does to spare tries can't help.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TwoInstancesTest {

  private static final int INSTANCES = 16;

  @Inject Store store;
  @Inject Catalog catalog;
  @Inject Stock stock;
  @Inject OrdersConfig config;
  @Inject Clock clock;

  @Test
  void oneKeyAtManyInstancesMakesOneOrder() throws Exception {
    String sku = product(255, 100);
    String customer = fresh("c");

    List<PlaceOrderResult> results =
        Parallel.run(INSTANCES, i -> () -> instance().place(request(customer, "one-key", sku)));

    assertThat(results)
        .filteredOn(r -> r instanceof PlaceOrderResult.Placed placed && !placed.replayed())
        .hasSize(1);
    assertThat(results)
        .allMatch(
            r -> r instanceof PlaceOrderResult.Placed || r instanceof PlaceOrderResult.InProgress);
    orders(customer).then().body("items", hasSize(1)).body("latestVersion", equalTo(1));
    stock(sku).then().body("reserved", equalTo(1));
  }

  @Test
  void ordersOfOneCustomerAtManyInstancesAreNumberedWithoutGaps() throws Exception {
    String sku = product(255, 100);
    String customer = fresh("c");

    List<PlaceOrderResult> results =
        Parallel.run(INSTANCES, i -> () -> instance().place(request(customer, "key-" + i, sku)));

    assertThat(
            results.stream()
                .map(r -> ((PlaceOrderResult.Placed) r).order().id().seq())
                .sorted()
                .toList())
        .isEqualTo(LongStream.rangeClosed(1, INSTANCES).boxed().toList());
    stock(sku).then().body("reserved", equalTo(INSTANCES));
  }

  /** Its change bears an earlier time than the newest order, though it was made after it. */
  @Test
  void changeByAnInstanceWhoseClockIsBehindIsSeen() {
    String sku = product(255, 100);
    String customer = fresh("c");
    instance().place(request(customer, "first", sku));
    instance().place(request(customer, "second", sku));
    OrdersInstance behind =
        new OrdersInstance(
            store, catalog, stock, config, Clock.offset(clock, Duration.ofSeconds(-59)));

    behind.move(OrdersWorld.move(new OrderId(new CustomerId(customer), 1), OrderAction.PAY));

    given()
        .header("If-None-Match", "\"2\"")
        .get("/v1/customers/" + customer + "/orders")
        .then()
        .statusCode(200)
        .body("items[1].status", equalTo("paid"));
  }

  private OrdersInstance instance() {
    return new OrdersInstance(store, catalog, stock, config, clock);
  }

  private static PlaceOrder request(String customer, String key, String sku) {
    return new PlaceOrder(
        new CustomerId(customer),
        List.of(new PlaceOrder.Line(new Sku(sku), 1)),
        key,
        "hash",
        null,
        "request",
        null,
        null);
  }
}
