package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static io.saleproof.catalog.ProductDocuments.DIGEST;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.VERSION;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Stores products many at a time: one read of versions and digests, one unordered bulk write
 * conditional on those versions, one look at what became of it; the few that lost a race go singly.
 */
@ApplicationScoped
class BulkUpserts {

  /** A batch has no more products. */
  static final int MAX_BATCH = 500;

  private static final int DUPLICATE_KEY = 11000;

  private final Store store;
  private final Clock clock;
  private final Products products;
  private final ContentDigest digests;
  private final CachedCatalog cached;

  BulkUpserts(
      Store store, Clock clock, Products products, ContentDigest digests, CachedCatalog cached) {
    this.store = store;
    this.clock = clock;
    this.products = products;
    this.digests = digests;
    this.cached = cached;
  }

  /** What is known of a product in the batch. */
  private record Known(long version, String digest) {}

  /**
   * Stores up to {@value #MAX_BATCH} products; of the same SKU twice, the later one.
   *
   * @return what became of them; those that could not be stored for contention are missing from it
   */
  Catalog.Stored store(List<SkuAndContent> batch) {
    if (batch.size() > MAX_BATCH) {
      throw new IllegalArgumentException("a batch has at most " + MAX_BATCH + " products");
    }
    Map<String, SkuAndContent> wanted = new LinkedHashMap<>();
    batch.forEach(product -> wanted.put(product.sku().value(), product));
    Map<String, Known> before = known(wanted.keySet());
    Map<String, Long> tombstones = tombstones(wanted.keySet(), before);
    Catalog.Stored stored = Catalog.Stored.NONE;
    List<WriteModel<Document>> writes = new ArrayList<>();
    List<SkuAndContent> written = new ArrayList<>();
    for (SkuAndContent product : wanted.values()) {
      WriteModel<Document> write = writeOf(product, before, tombstones);
      if (write == null) {
        stored = stored.plus(0, 0, 1);
      } else {
        writes.add(write);
        written.add(product);
      }
    }
    return stored.plus(write(writes, written, before, tombstones));
  }

  private @Nullable WriteModel<Document> writeOf(
      SkuAndContent product, Map<String, Known> before, Map<String, Long> tombstones) {
    String sku = product.sku().value();
    String digest = digests.of(product.content());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Known known = before.get(sku);
    if (known == null) {
      long version = tombstones.getOrDefault(sku, 0L) + 1;
      return new InsertOneModel<>(ProductDocuments.created(product, digest, version, now));
    }
    return known.digest().equals(digest)
        ? null
        : new UpdateOneModel<>(
            and(eq(ID, sku), eq(VERSION, known.version())),
            Products.change(product.content(), digest, known.version() + 1, now));
  }

  private Catalog.Stored write(
      List<WriteModel<Document>> writes,
      List<SkuAndContent> written,
      Map<String, Known> before,
      Map<String, Long> tombstones) {
    if (writes.isEmpty()) {
      return Catalog.Stored.NONE;
    }
    bulk(writes);
    overtakeDeletions(written, before, tombstones);
    Map<String, Known> after =
        known(written.stream().map(product -> product.sku().value()).toList());
    Map<String, Long> versions = new HashMap<>();
    after.forEach((sku, now) -> versions.put(sku, now.version()));
    cached.written(versions);
    Catalog.Stored stored = Catalog.Stored.NONE;
    for (SkuAndContent product : written) {
      Known now = after.get(product.sku().value());
      boolean isOurs = now != null && now.digest().equals(digests.of(product.content()));
      if (!isOurs) {
        stored = stored.plus(alone(product));
      } else if (before.containsKey(product.sku().value())) {
        stored = stored.plus(0, 1, 0);
      } else {
        stored = stored.plus(1, 0, 0);
      }
    }
    return stored;
  }

  /** Of those that were inserted: who was deleted since the tombstones were looked at. */
  private void overtakeDeletions(
      List<SkuAndContent> written, Map<String, Known> before, Map<String, Long> tombstones) {
    List<String> skus = written.stream().map(product -> product.sku().value()).toList();
    tombstones(skus, before)
        .forEach(
            (sku, deleted) -> {
              if (deleted > tombstones.getOrDefault(sku, 0L)) {
                products.overtakeDeletions(new Sku(sku));
              }
            });
  }

  private void bulk(List<WriteModel<Document>> writes) {
    try {
      store.exact(Schema.PRODUCTS).bulkWrite(writes, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException failure) {
      boolean onlyRaces =
          failure.getWriteConcernError() == null
              && failure.getWriteErrors().stream()
                  .allMatch(error -> error.getCode() == DUPLICATE_KEY);
      if (!onlyRaces) {
        throw failure;
      }
    }
  }

  private Catalog.Stored alone(SkuAndContent product) {
    return switch (products.put(product, null)) {
      case WriteResult.Created created -> new Catalog.Stored(1, 0, 0);
      case WriteResult.Updated updated -> new Catalog.Stored(0, 1, 0);
      case WriteResult.Unchanged unchanged -> new Catalog.Stored(0, 0, 1);
      case WriteResult.Contended contended ->
          throw new IllegalStateException("too many writers of " + product.sku());
      case WriteResult.Deleted impossible -> throw new IllegalStateException("not a deletion");
      case WriteResult.Stale impossible -> throw new IllegalStateException("nothing expected");
      case WriteResult.Exists impossible -> throw new IllegalStateException("nothing expected");
      case WriteResult.Missing impossible -> throw new IllegalStateException("nothing expected");
    };
  }

  private Map<String, Known> known(Collection<String> skus) {
    Map<String, Known> known = new HashMap<>();
    store
        .exact(Schema.PRODUCTS)
        .find(in(ID, skus))
        .projection(Projections.include(VERSION, DIGEST))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .forEach(
            found ->
                known.put(
                    found.getString(ID),
                    new Known(ProductDocuments.version(found), found.getString(DIGEST))));
    return known;
  }

  private Map<String, Long> tombstones(Collection<String> skus, Map<String, Known> before) {
    List<String> missing = skus.stream().filter(sku -> !before.containsKey(sku)).toList();
    Map<String, Long> versions = new HashMap<>();
    if (!missing.isEmpty()) {
      store
          .exact(Schema.PRODUCT_TOMBSTONES)
          .find(in(ID, missing))
          .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
          .forEach(found -> versions.put(found.getString(ID), ProductDocuments.version(found)));
    }
    return versions;
  }
}
