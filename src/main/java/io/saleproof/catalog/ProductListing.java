package io.saleproof.catalog;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.saleproof.http.Cursor;
import io.saleproof.http.Page;
import io.saleproof.http.PageRequest;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The listing, page by page. A page begins after the last item of the one before, found by its sort
 * key (keyset pagination), never by counting: what was there all the time is seen once.
 */
@ApplicationScoped
class ProductListing {

  private final Store store;
  private final Facets facets;
  private final MediaUrls urls;

  ProductListing(Store store, Facets facets, MediaUrls urls) {
    this.store = store;
    this.facets = facets;
    this.urls = urls;
  }

  /** A found product and the part of the list that it stands in. */
  private record Placed(int part, Document product) {}

  /** Where a page begins: after this place of that part. */
  private record Start(int part, @Nullable Bson after) {}

  /**
   * @throws io.saleproof.http.ProblemException 400 if the cursor is of another list
   */
  Page<ProductView> page(ProductQuery query) {
    int limit = query.page().limit();
    // One more than asked for: whether there is a next page.
    List<Placed> found = read(query, limit + 1);
    List<Placed> items = found.subList(0, Math.min(limit, found.size()));
    return new Page<>(
        items.stream().map(item -> view(item.product())).toList(),
        found.size() > limit ? cursorAfter(items.getLast(), query) : null,
        query.page().count() ? count(query) : null,
        query.facets().isEmpty() ? null : facets.of(query));
  }

  private List<Placed> read(ProductQuery query, int wanted) {
    List<Bson> parts = query.parts();
    Start start = start(query, parts.size());
    List<Placed> found = new ArrayList<>();
    for (int part = start.part(); part < parts.size() && found.size() < wanted; part++) {
      Bson after = part == start.part() ? start.after() : null;
      Bson filter = after == null ? parts.get(part) : Filters.and(parts.get(part), after);
      for (Document product : find(filter, query.sort(), wanted - found.size())) {
        found.add(new Placed(part, product));
      }
    }
    return found;
  }

  private List<Document> find(Bson filter, ProductSort sort, int limit) {
    return store
        .relaxed(Schema.PRODUCTS)
        .find(filter)
        .projection(Projections.exclude(ProductDocuments.NOT_ANSWERED))
        .sort(sort.order())
        .limit(limit)
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .into(new ArrayList<>());
  }

  private static Start start(ProductQuery query, int parts) {
    String cursor = query.page().cursor();
    if (cursor == null) {
      return new Start(0, null);
    }
    List<Class<?>> types = List.of(Long.class, query.sort().keyType(), String.class);
    List<Object> keys = Cursor.decode(cursor, query.identity(), types).keys();
    int part = (int) Math.clamp((Long) keys.get(0), 0, parts - 1);
    return new Start(part, query.sort().after(keys.get(1), (String) keys.get(2)));
  }

  private static String cursorAfter(Placed last, ProductQuery query) {
    Document product = last.product();
    return new Cursor(
            List.of(
                (long) last.part(),
                query.sort().keyOf(product),
                product.getString(ProductDocuments.ID)))
        .encode(query.identity());
  }

  private Page.Count count(ProductQuery query) {
    long counted =
        store
            .relaxed(Schema.PRODUCTS)
            .countDocuments(
                query.filter(),
                new CountOptions()
                    .limit(PageRequest.COUNT_CAP + 1)
                    .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
    return Page.Count.capped(counted, PageRequest.COUNT_CAP);
  }

  private ProductView view(Document document) {
    Product product = ProductDocuments.product(document);
    return ProductView.of(product, urls).withInStock(product.inStock());
  }
}
