package io.saleproof.recommendations;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.saleproof.ShopClient;
import io.saleproof.catalog.Catalog;
import io.saleproof.orders.OrdersToCount;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RecommendationsTest {

  @Inject Store store;
  @Inject Catalog catalog;
  @Inject Keeping keeping;

  /** Nobody has asked for hers yet, so none are cached. */
  private final String ann = ShopClient.fresh("ann");

  private OrdersToCount orders;
  private String lamp;
  private String bulb;
  private String bestseller;
  private String tea;

  /** A bestseller is in most orders, with a lamp, too; a lamp's bulb is only bought with it. */
  @BeforeEach
  void sell() {
    store.exact(Schema.ORDERS).deleteMany(new Document());
    store.exact(Schema.PRODUCTS).deleteMany(new Document());
    orders = new OrdersToCount(store);
    lamp = product("Lighting");
    bulb = product("Lighting");
    bestseller = product("Gifts");
    tea = product("Gifts");
    for (int i = 0; i < 40; i++) {
      orders.bring("fan" + i, skus(bestseller, tea));
    }
    for (int i = 0; i < 12; i++) {
      orders.bring("reader" + i, skus(lamp, bulb));
    }
    for (int i = 0; i < 6; i++) {
      orders.bring("both" + i, skus(lamp, bestseller));
    }
    // Orders were deleted behind the model's back.
    store.exact(Schema.COMPANIONS).deleteMany(new Document());
    keep();
  }

  private void keep() {
    await().until(keeping::keepNow);
  }

  @Test
  void recommendsWhatIsBoughtTogetherAndTellsTheCounts() {
    JsonPath answer = recommendations("/v1/products/" + lamp + "/recommendations").jsonPath();

    assertThat(answer.getString("items[0].sku")).isEqualTo(bulb);
    assertThat(answer.getString("items[0].name")).isEqualTo("Product " + bulb);
    assertThat(answer.getInt("items[0].price.amount")).isEqualTo(100);
    assertThat(answer.getString("items[0].source")).isEqualTo("bought-together");
    assertThat(answer.getDouble("items[0].score")).isGreaterThan(LogLikelihood.SIGNIFICANT);
    assertThat(answer.getMap("items[0].because[0]"))
        .isEqualTo(Map.of("sku", lamp, "together", 12, "orders", 18));
    assertThat(answer.getString("next")).isNull();
  }

  @Test
  void putsABestsellerThatChanceExplainsLastAndSaysSo() {
    JsonPath answer = recommendations("/v1/products/" + lamp + "/recommendations").jsonPath();

    assertThat(answer.getList("items.sku")).containsExactly(bulb, bestseller);
    assertThat(answer.getString("items[1].source")).isEqualTo("also-bought");
    assertThat(answer.getMap("items[1].because[0]"))
        .isEqualTo(Map.of("sku", lamp, "together", 6, "orders", 18));
  }

  @Test
  void fillsWithBestsellersOfTheCategoryWhereNothingIsKnown() {
    String fresh = product("Lighting");
    catalog.setSold(Map.of(new Sku(lamp), 18L, new Sku(bulb), 12L, new Sku(bestseller), 46L));

    JsonPath answer = recommendations("/v1/products/" + fresh + "/recommendations").jsonPath();

    assertThat(answer.getList("items.sku")).containsExactly(lamp, bulb);
    assertThat(answer.getList("items.source")).containsOnly("bestseller");
    assertThat(answer.getMap("items[0].because[0]")).isEqualTo(Map.of("sold", 18));
  }

  @Test
  void answersAnEmptyListWhereNothingWasEverSold() {
    String fresh = product("Nothing of it was sold");

    given()
        .get("/v1/products/" + fresh + "/recommendations")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0))
        .body("next", nullValue());
  }

  @Test
  void seesNewOrders() {
    String shade = product("Lighting");
    for (int i = 0; i < 5; i++) {
      orders.place("new" + i, skus(lamp, shade));
    }
    keep();

    assertThat(recommendations("/v1/products/" + shade + "/recommendations").jsonPath())
        .satisfies(answer -> assertThat(answer.getString("items[0].sku")).isEqualTo(lamp))
        .satisfies(
            answer -> assertThat(answer.getInt("items[0].because[0].together")).isEqualTo(5));
  }

  @Test
  void recommendsOnlyWhatExists() {
    store.exact(Schema.PRODUCTS).deleteOne(new Document("_id", bulb));

    JsonPath answer = recommendations("/v1/products/" + lamp + "/recommendations").jsonPath();

    assertThat(answer.getList("items.sku")).containsExactly(bestseller);
    given().get("/v1/products/" + bulb + "/recommendations").then().statusCode(404);
  }

  @Test
  void recommendsToACustomerWhatGoesWithWhatTheyBought() {
    orders.place(ann, skus(lamp));

    JsonPath answer = recommendations("/v1/customers/" + ann + "/recommendations").jsonPath();

    assertThat(answer.getList("items.sku")).containsExactly(bulb);
    assertThat(answer.getMap("items[0].because[0]"))
        .isEqualTo(Map.of("sku", lamp, "together", 12, "orders", 18));
  }

  @Test
  void doesNotRecommendWhatWasJustBought() {
    orders.place(ann, skus(lamp));
    assertThat(
            recommendations("/v1/customers/" + ann + "/recommendations")
                .jsonPath()
                .getList("items.sku"))
        .contains(bulb);

    orders.place(ann, skus(bulb));

    assertThat(
            recommendations("/v1/customers/" + ann + "/recommendations")
                .jsonPath()
                .getList("items.sku"))
        .doesNotContain(bulb, lamp);
  }

  @Test
  void recommendsBestsellersToANewCustomer() {
    catalog.setSold(Map.of(new Sku(tea), 40L, new Sku(bestseller), 46L));

    JsonPath answer = recommendations("/v1/customers/nobody/recommendations").jsonPath();

    assertThat(answer.getList("items.sku")).containsExactly(bestseller, tea);
    assertThat(answer.getList("items.source")).containsOnly("bestseller");
  }

  @Test
  void saysWhereItCameFromAndWhatHasNotChanged() {
    String path = "/v1/products/" + lamp + "/recommendations";
    Response first = recommendations(path);
    String tag = first.header("ETag");

    assertThat(first.header("Cache-Status")).contains("saleproof; fwd=uri-miss");
    assertThat(recommendations(path).header("Cache-Status")).contains("saleproof; hit");
    assertThat(recommendations(path + "?limit=10").header("Cache-Status")).contains("hit");
    given()
        .header("If-None-Match", tag)
        .get(path)
        .then()
        .statusCode(304)
        .header("ETag", tag)
        .header("Age", containsString("0"));
  }

  @Test
  void keepsACustomersToThemselves() {
    assertThat(recommendations("/v1/customers/" + ann + "/recommendations").header("Cache-Control"))
        .contains("private");
  }

  @Test
  void givesAsManyAsAreAskedFor() {
    assertThat(
            recommendations("/v1/products/" + lamp + "/recommendations?limit=1")
                .jsonPath()
                .getList("items.sku"))
        .containsExactly(bulb);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=51", "limit=x", "limit=", "limit=1&limit=2", "page=2"})
  void namesTheWrongParameter(String query) {
    for (String path : List.of("/v1/products/" + lamp, "/v1/customers/" + ann)) {
      given()
          .get(path + "/recommendations?" + query)
          .then()
          .statusCode(400)
          .body("code", equalTo("invalid-request"))
          .body("errors[0].parameter", equalTo(query.substring(0, query.indexOf('='))));
    }
  }

  @Test
  void tellsHowOldTheModelIs() {
    String metrics = given().get("/q/metrics").asString();

    assertThat(metrics)
        .contains("saleproof_recommendations_model_age_seconds")
        .contains("saleproof_recommendations_orders_counted_total")
        .contains("saleproof_recommendations_rebuilds_total");
  }

  private static Response recommendations(String path) {
    return given().get(path).then().statusCode(200).extract().response();
  }

  private static String product(String category) {
    String sku = ShopClient.fresh("R");
    given()
        .contentType("application/json")
        .header("If-None-Match", "*")
        .body(
            Map.of(
                "name", "Product " + sku,
                "categories", List.of(category),
                "price", Map.of("amount", 100, "currency", "GBP")))
        .put("/v1/products/" + sku)
        .then()
        .statusCode(201);
    return sku;
  }

  private static List<Sku> skus(String... codes) {
    return Arrays.stream(codes).map(Sku::new).toList();
  }
}
