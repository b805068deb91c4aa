package io.saleproof.catalog;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks a listing from its first page to its last. */
final class CatalogWalk {

  /** A walk in the tests has fewer pages; a longer one goes round in circles. */
  private static final int MAX_PAGES = 2_000;

  private CatalogWalk() {}

  /** The SKUs in the order in which they were seen. */
  static List<String> of(String query) {
    List<String> seen = new ArrayList<>();
    @Nullable String next = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      String cursor = next == null ? "" : "&cursor=" + next;
      JsonPath answer =
          given().get("/v1/products?" + query + cursor).then().statusCode(200).extract().jsonPath();
      seen.addAll(answer.getList("items.sku", String.class));
      next = answer.getString("next");
      if (next == null) {
        return seen;
      }
    }
    throw new AssertionError("the walk does not end");
  }
}
