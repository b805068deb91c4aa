package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Projections;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Products as clients see them in lists, for lists that other features make. */
@ApplicationScoped
public class ShownProducts {

  private final Store store;
  private final MediaUrls urls;

  ShownProducts(Store store, MediaUrls urls) {
    this.store = store;
    this.urls = urls;
  }

  /** A product and how many units of it were sold, when that was last counted. */
  public record Bestseller(ProductView product, long sold) {}

  /** Those of the products that exist; the caller bounds their number. */
  public Map<Sku, ProductView> find(Collection<Sku> skus) {
    Map<Sku, ProductView> found = new HashMap<>();
    for (Document document :
        shown(in(ProductDocuments.ID, skus.stream().map(Sku::value).toList()))) {
      found.put(new Sku(document.getString(ProductDocuments.ID)), view(document));
    }
    return found;
  }

  /**
   * What sold best and was sold at all, most first.
   *
   * @param categories of any of these; empty: of all
   */
  public List<Bestseller> bestsellers(Collection<String> categories, int limit) {
    Bson sold = gt(ProductDocuments.SOLD, 0L);
    Bson wanted =
        categories.isEmpty() ? sold : and(in(ProductDocuments.CATEGORIES, categories), sold);
    return shown(wanted)
        .sort(descending(ProductDocuments.SOLD, ProductDocuments.ID))
        .limit(limit)
        .map(
            document ->
                new Bestseller(
                    view(document), document.get(ProductDocuments.SOLD, Number.class).longValue()))
        .into(new ArrayList<>());
  }

  private FindIterable<Document> shown(Bson filter) {
    return store
        .relaxed(Schema.PRODUCTS)
        .find(filter)
        .projection(Projections.exclude(ProductDocuments.NOT_ANSWERED))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS);
  }

  private ProductView view(Document document) {
    Product product = ProductDocuments.product(document);
    return ProductView.of(product, urls).withInStock(product.inStock());
  }
}
