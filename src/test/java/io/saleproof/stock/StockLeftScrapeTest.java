package io.saleproof.stock;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.ShopClient;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The running program shows what is about to run out. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class StockLeftScrapeTest {

  @Inject StockLeft left;

  @Test
  void showsAFewOfTheSkusThatOrdersTook() {
    // Other tests sell too, and sell out: which SKUs are shown is not for this one to say.
    for (int i = 0; i <= StockMeters.MOST_SKUS; i++) {
      String sku = ShopClient.product(100, 1);
      ShopClient.place(ShopClient.fresh("key"), ShopClient.order(ShopClient.fresh("ada"), sku, 1))
          .then()
          .statusCode(201);
    }

    left.show();

    assertThat(shown())
        .hasSize(StockMeters.MOST_SKUS)
        .allMatch(line -> line.startsWith("saleproof_stock_left{sku=\"") && line.endsWith(" 0.0"));
  }

  private static List<String> shown() {
    return given()
        .accept("text/plain")
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("saleproof_stock_left"))
        .toList();
  }
}
