package io.saleproof.metrics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import io.saleproof.trade.Money;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ScrapeTest {

  @Inject ShopMeters meters;

  @Test
  void showsRequestsByTemplateWithBuckets() {
    given().get("/scraped1/users").then().statusCode(200);
    given().get("/scraped2/users").then().statusCode(200);

    assertThat(scrape())
        .filteredOn(line -> line.startsWith("http_server_requests_seconds_bucket"))
        .anyMatch(
            line -> line.contains("uri=\"/{collection}/users\"") && line.contains("le=\"0.05\""))
        .noneMatch(line -> line.contains("scraped"));
  }

  @Test
  void showsDatabaseCommandsByNameAndOutcome() {
    given().get("/scraped/users").then().statusCode(200);

    assertThat(scrape())
        .anyMatch(
            line ->
                line.startsWith("mongodb_driver_commands_seconds_bucket")
                    && line.contains("command=\"find\"")
                    && line.contains("status=\"SUCCESS\""))
        .noneMatch(line -> line.contains("collection=\"scraped\""));
  }

  @Test
  void showsWhatTheShopDid() {
    meters.orderPlaced(new Money(510, "GBP"), 2);

    assertThat(scrape())
        .anyMatch(line -> line.startsWith("saleproof_orders_placed_total "))
        .anyMatch(line -> line.startsWith("saleproof_orders_value_total{currency=\"GBP\""))
        .anyMatch(line -> line.startsWith("saleproof_orders_refused_for_stock_total "));
  }

  @Test
  void givesInventedAddressesOneLabel() {
    for (int i = 0; i < 5; i++) {
      given().get("/v1/invented" + i).then().statusCode(404);
    }

    assertThat(scrape()).noneMatch(line -> line.contains("invented"));
  }

  @Test
  void givesWhatIsRefusedOneLabelHoweverItIsSpelt() {
    for (int i = 0; i < 5; i++) {
      given().urlEncodingEnabled(false).get("/invented" + i + "/%ff").then().statusCode(400);
      given().request("INVENTED" + i, "/v1/products").then().statusCode(405);
      given().options("/invented" + i).then().statusCode(200);
    }
    given().get("/v1/idempotency-keys/none").then().statusCode(404);

    assertThat(scrape())
        .filteredOn(line -> line.startsWith("http_server_requests_seconds_count"))
        .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("invented"))
        .anyMatch(line -> line.contains("uri=\"other\""))
        .anyMatch(line -> line.contains("uri=\"/v1/idempotency-keys/{key}\""));
  }

  private static java.util.List<String> scrape() {
    return given()
        .accept("text/plain")
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .toList();
  }
}
