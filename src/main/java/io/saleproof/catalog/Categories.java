package io.saleproof.catalog;

import io.saleproof.http.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The categories and how many products are in each: a count over the whole catalogue. */
@ApplicationScoped
class Categories {

  /** The list has no more; those with the fewest products are left out. */
  static final int MAX_CATEGORIES = 2_000;

  private final Facets facets;

  Categories(Facets facets) {
    this.facets = facets;
  }

  /** A category and how many products are in it. */
  @Schema(name = "Category", examples = "{\"name\": \"Lighting\", \"count\": 312}")
  public record Category(String name, long count) {}

  /** By name. */
  List<Category> read() {
    return facets.categories(new Document(), MAX_CATEGORIES).stream()
        .map((Page.FacetValue value) -> new Category(value.value(), value.count()))
        .sorted(Comparator.comparing(Category::name))
        .toList();
  }
}
