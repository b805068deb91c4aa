package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.http.QueryParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries with the same name get the same answer, so no two others may have one. */
class ProductQueryNamesTest {

  private static String name(String query) {
    return ProductQuery.of(QueryParameters.of(query, ProductQuery.PARAMETERS)).name();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "category=null",
        "q=null",
        "cursor=null",
        "category=-",
        "category=%01null",
        "category=null%01null",
        "ids=null",
        "minPrice=0",
        "inStock=true",
        "facets=price",
        "limit=3",
        "sort=price"
      })
  void whatIsAskedForIsNotWhatIsNotAskedFor(String query) {
    assertThat(nameOrRefusal(query)).isNotEqualTo(name(""));
  }

  @Test
  void partsAreNotMistakenForEachOther() {
    assertThat(List.of(name("category=a&q=b"), name("category=ab"), name("q=ab"), name("q=a")))
        .doesNotHaveDuplicates();
    assertThat(name("ids=b,a")).isEqualTo(name("ids=a,b"));
  }

  private static String nameOrRefusal(String query) {
    try {
      return name(query);
    } catch (io.saleproof.http.ProblemException refused) {
      return refused.getMessage();
    }
  }
}
