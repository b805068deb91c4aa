package io.saleproof.catalog;

import static io.saleproof.catalog.ProductDocuments.CATEGORIES;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.PRICE_BAND;

import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.saleproof.http.Page;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Counts by category and by price. Only stages that every server has; bounded by time, because a
 * count has to look at all that matches.
 */
@ApplicationScoped
class Facets {

  /** A facet has the most frequent categories only. */
  static final int MAX_FACET = 200;

  private static final String COUNT = "count";

  private final Store store;

  Facets(Store store) {
    this.store = store;
  }

  Map<String, List<Page.FacetValue>> of(ProductQuery query) {
    Map<String, List<Page.FacetValue>> facets = new LinkedHashMap<>();
    if (query.facets().contains(ProductQuery.Facet.CATEGORY)) {
      facets.put(
          "category", categories(query.filterBeside(ProductQuery.Facet.CATEGORY), MAX_FACET));
    }
    if (query.facets().contains(ProductQuery.Facet.PRICE)) {
      facets.put("price", prices(query.filterBeside(ProductQuery.Facet.PRICE)));
    }
    return facets;
  }

  /** Categories with their number of products, the most frequent first. */
  List<Page.FacetValue> categories(Bson filter, int limit) {
    return groups(
            List.of(
                Aggregates.match(filter),
                Aggregates.project(Projections.include(CATEGORIES)),
                Aggregates.unwind("$" + CATEGORIES),
                Aggregates.group("$" + CATEGORIES, Accumulators.sum(COUNT, 1L)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(COUNT), Sorts.ascending(ID))),
                Aggregates.limit(limit)))
        .stream()
        .map(group -> new Page.FacetValue(group.getString(ID), countOf(group), null, null))
        .toList();
  }

  private List<Page.FacetValue> prices(Bson filter) {
    return groups(
            List.of(
                Aggregates.match(filter),
                Aggregates.group("$" + PRICE_BAND, Accumulators.sum(COUNT, 1L)),
                Aggregates.sort(Sorts.ascending(ID))))
        .stream()
        .map(group -> PriceBand.value(group.get(ID, Number.class).intValue(), countOf(group)))
        .toList();
  }

  private List<Document> groups(List<Bson> pipeline) {
    return store
        .relaxed(Schema.PRODUCTS)
        .aggregate(pipeline)
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .into(new ArrayList<>());
  }

  private static long countOf(Document group) {
    return group.get(COUNT, Number.class).longValue();
  }
}
