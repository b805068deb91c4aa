package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.IN_STOCK;
import static io.saleproof.catalog.ProductDocuments.NAME;
import static io.saleproof.catalog.ProductDocuments.PRICE;
import static io.saleproof.catalog.ProductDocuments.SOLD;
import static io.saleproof.catalog.ProductDocuments.VERSION;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
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

/** What other features may ask of the catalogue. */
@ApplicationScoped
public class Catalog {

  /** No bulk operation carries more. */
  private static final int BATCH = BulkUpserts.MAX_BATCH;

  private final Store store;
  private final BulkUpserts upserts;

  Catalog(Store store, BulkUpserts upserts) {
    this.store = store;
    this.upserts = upserts;
  }

  /** What became of stored products: each is one of the three. */
  public record Stored(long created, long updated, long unchanged) {
    static final Stored NONE = new Stored(0, 0, 0);

    Stored plus(Stored more) {
      return plus(more.created, more.updated, more.unchanged);
    }

    Stored plus(long moreCreated, long moreUpdated, long moreUnchanged) {
      return new Stored(created + moreCreated, updated + moreUpdated, unchanged + moreUnchanged);
    }
  }

  /**
   * The current prices, read in one find on the primary.
   *
   * @return one entry for each product that exists; the others are absent
   */
  public Map<Sku, PricedProduct> prices(Collection<Sku> skus) {
    Map<Sku, PricedProduct> prices = new HashMap<>();
    store
        .exact(Schema.PRODUCTS)
        .find(in(ID, skus.stream().map(Sku::value).distinct().toList()))
        .projection(Projections.include(NAME, PRICE, VERSION))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .forEach(
            found -> {
              PricedProduct product = priced(found);
              prices.put(product.sku(), product);
            });
    return prices;
  }

  /**
   * Stores products whole, whatever was there before; of the same SKU twice, the later one counts.
   * Doing it again changes nothing. In batches: a failure leaves the earlier ones stored.
   *
   * @throws io.saleproof.http.ProblemException 400 if a content is larger than allowed
   */
  public Stored upsertAll(Collection<SkuAndContent> products) {
    Stored stored = Stored.NONE;
    for (List<SkuAndContent> batch : batches(products)) {
      stored = stored.plus(upserts.store(batch));
    }
    return stored;
  }

  /** Notes whether a product is in stock; no new version, nothing if there is no such product. */
  public void setInStock(Sku sku, boolean inStock) {
    setInStock(Map.of(sku, inStock));
  }

  /** The same for many, in batches. */
  public void setInStock(Map<Sku, Boolean> inStock) {
    set(IN_STOCK, inStock);
  }

  /** Sets how many units of products were sold; the others keep theirs. No new version. */
  public void setSold(Map<Sku, Long> sold) {
    set(SOLD, sold);
  }

  private <V> void set(String field, Map<Sku, V> values) {
    for (List<Map.Entry<Sku, V>> batch : batches(values.entrySet())) {
      List<WriteModel<Document>> writes = new ArrayList<>();
      for (Map.Entry<Sku, V> entry : batch) {
        String sku = entry.getKey().value();
        // What is so already is not written again.
        writes.add(
            new UpdateOneModel<>(
                and(eq(ID, sku), ne(field, entry.getValue())),
                Updates.set(field, entry.getValue())));
      }
      store.exact(Schema.PRODUCTS).bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  private static PricedProduct priced(Document found) {
    return new PricedProduct(
        new Sku(found.getString(ID)),
        found.getString(NAME),
        ProductDocuments.money(found.get(PRICE, Document.class)),
        ProductDocuments.version(found));
  }

  private static <T> List<List<T>> batches(Collection<? extends T> all) {
    List<T> list = List.copyOf(all);
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < list.size(); from += BATCH) {
      batches.add(list.subList(from, Math.min(list.size(), from + BATCH)));
    }
    return batches;
  }
}
