package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.VERSION;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Updates;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The last versions of products that were deleted: no version number is ever given to two contents,
 * so who makes one anew goes on from there.
 */
final class ProductTombstones {

  private final Store store;

  ProductTombstones(Store store) {
    this.store = store;
  }

  /** The product has been, or is about to be, deleted at this version. */
  void add(Sku sku, long version, Instant now) {
    store
        .exact(Schema.PRODUCT_TOMBSTONES)
        .findOneAndUpdate(
            eq(ID, sku.value()),
            Updates.combine(
                Updates.max(VERSION, version), Updates.set("deletedAt", Date.from(now))),
            new FindOneAndUpdateOptions()
                .upsert(true)
                .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
  }

  /** The version of the one that was deleted last, for writing; 0: none was. */
  long last(Sku sku) {
    return version(store.exact(Schema.PRODUCT_TOMBSTONES), sku);
  }

  /** The version of the one that was deleted last, for reading; 0: none was. */
  long shown(Sku sku) {
    return version(store.relaxed(Schema.PRODUCT_TOMBSTONES), sku);
  }

  /** The same of many; those that there never were are not among them. */
  Map<Sku, Long> shown(List<Sku> skus) {
    Map<Sku, Long> versions = new HashMap<>();
    store
        .relaxed(Schema.PRODUCT_TOMBSTONES)
        .find(in(ID, skus.stream().map(Sku::value).toList()))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .forEach(one -> versions.put(new Sku(one.getString(ID)), ProductDocuments.version(one)));
    return versions;
  }

  private long version(MongoCollection<Document> tombstones, Sku sku) {
    Document tombstone =
        tombstones
            .find(eq(ID, sku.value()))
            .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
            .first();
    return tombstone == null ? 0 : ProductDocuments.version(tombstone);
  }
}
