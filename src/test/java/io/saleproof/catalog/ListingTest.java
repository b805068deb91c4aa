package io.saleproof.catalog;

import static io.restassured.RestAssured.given;
import static io.saleproof.catalog.CatalogClient.body;
import static io.saleproof.catalog.CatalogClient.create;
import static io.saleproof.catalog.CatalogClient.fresh;
import static io.saleproof.catalog.CatalogClient.skus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.saleproof.http.RawHttp;
import io.saleproof.store.TestStore;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ListingTest {

  @Inject Catalog catalog;
  @TestHTTPResource URI base;

  private final String category = fresh("Cat");
  private final String word = fresh("w");

  /** A product of this test's category, named by a letter and further words. */
  private String product(String letter, long price, String moreWords) {
    String sku = letter + fresh("");
    create(sku, body(letter + " " + moreWords, price, category)).statusCode(201);
    return sku;
  }

  @Test
  void filtersByCategoryPriceStockAndIds() {
    String cheap = product("a", 100, "");
    String dear = product("b", 5_000, "");
    catalog.setInStock(new Sku(dear), true);

    assertThat(skus("category={c}", category)).containsExactly(cheap, dear);
    assertThat(skus("category={c}&maxPrice=100", category)).containsExactly(cheap);
    assertThat(skus("category={c}&minPrice=101", category)).containsExactly(dear);
    assertThat(skus("category={c}&minPrice=100&maxPrice=5000", category)).hasSize(2);
    assertThat(skus("category={c}&inStock=true", category)).containsExactly(dear);
    assertThat(skus("category={c}&inStock=false", category)).containsExactly(cheap);
    assertThat(skus("ids={a},{b},none", cheap, dear)).containsExactly(cheap, dear);
    assertThat(skus("category={c}", category.toLowerCase(java.util.Locale.ROOT))).isEmpty();
  }

  @Test
  void sortsEachWay() {
    String a = product("a", 300, "");
    String b = product("B", 100, "");
    String c = product("c", 200, "cé");
    String d = product("d", 200, "");
    catalog.setSold(Map.of(new Sku(b), 5L, new Sku(d), 9L));

    assertThat(sorted("name")).containsExactly(a, b, c, d);
    assertThat(sorted("price")).startsWith(b).endsWith(a);
    assertThat(sorted("-price")).isEqualTo(sorted("price").reversed());
    assertThat(list("category={c}&sort=newest", category).<List<String>>path("items.createdAt"))
        .hasSize(4)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sorted("bestselling")).startsWith(d, b).hasSize(4);
    assertThat(sorted("relevance")).containsExactly(a, b, c, d);
  }

  @Test
  void searchesFoldedWordsOfNameAndDescriptionAndTheBeginningOfTheLast() {
    String heart = product("a", 1, "Crème " + word + " heart");
    String heartless = product("b", 1, "creme " + word + " heartless");
    String described = fresh("c");
    Map<String, Object> body = body("Plain", 1, category);
    body.put("description", "With a CRÈME " + word + " heart.");
    create(described, body);

    assertThat(skus("q={q}", "creme " + word))
        .containsExactlyInAnyOrder(heart, heartless, described);
    assertThat(skus("q={q}", "HEART créme " + word.substring(0, 8)))
        .containsExactlyInAnyOrder(heart, described);
    assertThat(skus("q={q}", word + " hear")).hasSize(3);
    assertThat(skus("q={q}", word + " eart")).isEmpty();
    assertThat(skus("q={q}", "crem " + word)).isEmpty();
  }

  @Test
  void ranksWholeWordsOfTheNameFirst() {
    String elsewhere = fresh("a");
    Map<String, Object> body = body("A plain thing", 1, category);
    body.put("description", word);
    create(elsewhere, body);
    String beginning = product("b", 1, word + "s");
    String whole = product("c", 1, word);

    assertThat(skus("q={q}", word)).containsExactly(whole, beginning, elsewhere);
    assertThat(skus("q={q}&sort=name", word)).containsExactly(elsewhere, beginning, whole);
  }

  @Test
  void relevancePagesGoOnFromTierToTier() {
    for (int i = 0; i < 3; i++) {
      product("w" + i, 1, word);
      product("b" + i, 1, word + "s");
      Map<String, Object> body = body("Thing " + i, 1, category);
      body.put("description", word + " twice " + word);
      create(fresh("e"), body);
    }
    List<String> all = skus("q={q}", word);

    assertThat(all).hasSize(9).doesNotHaveDuplicates();
    for (int limit = 1; limit <= 9; limit++) {
      assertThat(CatalogWalk.of("q=" + word + "&limit=" + limit)).isEqualTo(all);
    }
  }

  @Test
  void countsFacetsEachWithoutItsOwnFilter() {
    String other = fresh("Other");
    create(fresh("f"), body("a " + word, 150, category, other));
    create(fresh("f"), body("b " + word, 250, category));
    create(fresh("f"), body("c " + word, 9_000, other));

    ExtractableResponse<Response> page =
        list("q={w}&category={c}&maxPrice=200&facets=category,price&count=true", word, category);

    assertThat(page.<List<Object>>path("items")).hasSize(1);
    assertThat(page.<Map<String, Object>>path("count"))
        .isEqualTo(Map.of("value", 1, "relation", "eq"));
    assertThat(page.<List<Map<String, Object>>>path("facets.category"))
        .containsExactlyInAnyOrder(
            Map.of("value", category, "count", 1), Map.of("value", other, "count", 1));
    assertThat(page.<List<Map<String, Object>>>path("facets.price"))
        .containsExactly(
            Map.of("value", "100-200", "count", 1, "from", 100, "to", 200),
            Map.of("value", "200-500", "count", 1, "from", 200, "to", 500));
    assertThat(list("q={w}&facets=price", word).<List<Map<String, Object>>>path("facets.price"))
        .last()
        .isEqualTo(Map.of("value", "5000-", "count", 1, "from", 5_000));
  }

  @Test
  void linksToTheNextPageAndTellsWhenNothingIsNew() {
    product("a", 1, "");
    product("b", 1, "");

    ExtractableResponse<Response> first = list("limit=1&category={c}", category);
    String next = first.header("Link").replaceAll("^<(.*)>; rel=\"next\"$", "$1");
    assertThat(next).startsWith("/v1/products?").contains("limit=1", category, "cursor=");
    ExtractableResponse<Response> second =
        given().urlEncodingEnabled(false).get(next).then().statusCode(200).extract();
    assertThat(second.<String>path("next")).isNull();
    assertThat(second.header("Link")).isNull();
    given()
        .header("If-None-Match", first.header("ETag"))
        .get("/v1/products?limit=1&category=" + category)
        .then()
        .statusCode(304)
        .header("ETag", first.header("ETag"));
    String token =
        create("0" + fresh(""), body("0", 1, category))
            .statusCode(201)
            .extract()
            .header("Session-Token");
    given()
        .header("Session-Token", token)
        .header("If-None-Match", first.header("ETag"))
        .get("/v1/products?limit=1&category=" + category)
        .then()
        .statusCode(200);
  }

  @Test
  void refusesCursorsOfOtherLists() {
    product("a", 1, "");
    product("b", 1, "");
    String cursor = list("limit=1&category={c}", category).path("next");

    for (String other :
        List.of(
            "limit=1",
            "category=x",
            "sort=price&category=" + category,
            "q=a&category=" + category)) {
      refused(other + "&cursor=" + cursor, "cursor", "invalid-cursor");
    }
    refused("category=" + category + "&cursor=" + cursor + "x", "cursor", "invalid-cursor");
    refused("cursor=" + "A".repeat(3_000), "cursor", "invalid-cursor");
    given()
        .get("/v1/products?limit=2&category=" + category + "&cursor=" + cursor)
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(1))
        .body("next", nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "categry=x, categry",
    "limit=0, limit",
    "limit=201, limit",
    "limit=1&limit=2, limit",
    "sort=colour, sort",
    "q=!!, q",
    "q=, q",
    "minPrice=-1, minPrice",
    "minPrice=1.5, minPrice",
    "minPrice=2&maxPrice=1, maxPrice",
    "maxPrice=99999999999999999999, maxPrice",
    "inStock=yes, inStock",
    "ids=a%20b, ids",
    "facets=colour, facets",
    "count=1, count",
    "category=, category",
    "category=%00, category"
  })
  void namesTheWrongParameter(String query, String parameter) {
    refused(query, parameter, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=%zz", "q=%ff%fe", "q=%F0%9F%98%80a", "q={x}", "category=%ed%a0%80"})
  void oddlyEncodedQueriesNeverBreakIt(String query) throws IOException {
    RawHttp.Answer answer =
        new RawHttp(base).send("GET /v1/products?" + query + " HTTP/1.1", List.of(), new byte[0]);

    assertThat(answer.status()).isIn(200, 400);
  }

  @Test
  void refusesTooManyIds() {
    refused("ids=" + manyIds(201), "ids", "invalid-request");
    given().get("/v1/products?ids=" + manyIds(200)).then().statusCode(200);
  }

  @Test
  void listsCategoriesWithCounts() {
    product("a", 1, "");
    product("b", 1, "");

    ExtractableResponse<Response> categories =
        given().get("/v1/categories").then().statusCode(200).body("next", nullValue()).extract();

    assertThat(categories.<List<Map<String, Object>>>path("items"))
        .contains(Map.of("name", category, "count", 2));
    given().get("/v1/categories").then().header("Cache-Status", startsWith("saleproof; hit; ttl="));
    given()
        .header("If-None-Match", categories.header("ETag"))
        .get("/v1/categories")
        .then()
        .statusCode(304);
  }

  private static String manyIds(int count) {
    StringBuilder ids = new StringBuilder("S0");
    for (int i = 1; i < count; i++) {
      ids.append(",S").append(i);
    }
    return ids.toString();
  }

  private List<String> sorted(String sort) {
    return skus("category={c}&sort={s}", category, sort);
  }

  private static ExtractableResponse<Response> list(String query, Object... values) {
    return given().get("/v1/products?" + query, values).then().statusCode(200).extract();
  }

  private static void refused(String query, String parameter, String code) {
    given()
        .urlEncodingEnabled(false)
        .get("/v1/products?" + query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo(code))
        .body("errors.parameter", hasItem(parameter));
  }
}
