package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static io.saleproof.catalog.ProductDocuments.DIGEST;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.UPDATED_AT;
import static io.saleproof.catalog.ProductDocuments.VERSION;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.saleproof.http.Etag;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Single products. Every change is one write conditional on the version that its client names or
 * that was read on the primary just before; a write that lost a race is decided anew.
 */
@ApplicationScoped
class Products {

  /** A write that lost so many races in a row is given up. */
  static final int MAX_RACES = 10;

  private final Store store;
  private final Clock clock;
  private final ContentDigest digests;
  private final CachedCatalog cached;
  private final ProductTombstones tombstones;

  Products(Store store, Clock clock, ContentDigest digests, CachedCatalog cached) {
    this.store = store;
    this.tombstones = new ProductTombstones(store);
    this.clock = clock;
    this.digests = digests;
    this.cached = cached;
  }

  /** A product for reading; a secondary's when there is no primary. */
  Optional<Product> find(Sku sku) {
    return Optional.ofNullable(shown(eq(ID, sku.value())).first()).map(ProductDocuments::product);
  }

  /** Those of the products that exist, for reading as {@link #find(Sku)} does. */
  Map<Sku, Product> find(List<Sku> skus) {
    if (skus.size() == 1) {
      return find(skus.getFirst()).map(one -> Map.of(one.sku(), one)).orElse(Map.of());
    }
    Map<Sku, Product> found = HashMap.newHashMap(skus.size());
    for (Document one : shown(in(ID, skus.stream().map(Sku::value).toList()))) {
      Product product = ProductDocuments.product(one);
      found.put(product.sku(), product);
    }
    return found;
  }

  private FindIterable<Document> shown(Bson which) {
    return store
        .relaxed(Schema.PRODUCTS)
        .find(which)
        .projection(Projections.exclude(ProductDocuments.NOT_ANSWERED))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stores a product whole.
   *
   * @param expected what must be there; {@code null}: whatever is
   */
  WriteResult put(SkuAndContent product, @Nullable Expected expected) {
    String digest = digests.of(product.content());
    if (expected instanceof Expected.OneOf(Set<Long> versions) && versions.size() == 1) {
      WriteResult replaced =
          replace(product.sku(), versions.iterator().next(), product.content(), digest);
      if (replaced != null) {
        cached.written(product.sku(), replaced);
        return replaced;
      }
    }
    return decide(
        product.sku(),
        current -> {
          if (expected != null && !expected.isMetBy(versionOf(current))) {
            return refusal(expected, current);
          }
          return current == null
              ? create(product, digest)
              : update(current, product.content(), digest);
        });
  }

  /** Changes the content of a product that exists. */
  WriteResult patch(Sku sku, Expected expected, UnaryOperator<ProductInput> change) {
    return decide(
        sku,
        current -> {
          if (current == null || !expected.isMetBy(versionOf(current))) {
            return refusal(expected, current);
          }
          ProductInput content = change.apply(ProductDocuments.product(current).content());
          return update(current, content, digests.of(content));
        });
  }

  WriteResult delete(Sku sku, Expected expected) {
    return decide(
        sku,
        current ->
            current == null || !expected.isMetBy(versionOf(current))
                ? refusal(expected, current)
                : remove(current));
  }

  /** Reads, decides, writes; again if the write met another version than was read. */
  private WriteResult decide(Sku sku, Function<@Nullable Document, @Nullable WriteResult> write) {
    for (int race = 0; race < MAX_RACES; race++) {
      Document current =
          products()
              .find(eq(ID, sku.value()))
              .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
              .first();
      WriteResult result = write.apply(current);
      if (result != null) {
        cached.written(sku, result);
        return result;
      }
    }
    WriteResult given = new WriteResult.Contended();
    cached.written(sku, given);
    return given;
  }

  private static WriteResult refusal(Expected expected, @Nullable Document current) {
    if (current == null) {
      return new WriteResult.Missing();
    }
    Etag etag = new Etag(ProductDocuments.version(current));
    return expected instanceof Expected.Absent
        ? new WriteResult.Exists(etag)
        : new WriteResult.Stale(etag);
  }

  private @Nullable WriteResult create(SkuAndContent product, String digest) {
    long version = tombstones.last(product.sku()) + 1;
    Document created = ProductDocuments.created(product, digest, version, now());
    try {
      products().insertOne(created);
      Document last = overtakeDeletions(product.sku());
      if (last == null && tombstones.last(product.sku()) >= version) {
        // It was deleted at once, with a number that another content may have had: made once more.
        return null;
      }
      return new WriteResult.Created(ProductDocuments.product(last == null ? created : last));
    } catch (MongoWriteException failure) {
      if (StoreFaults.isDuplicateKey(failure)) {
        return null;
      }
      throw failure;
    }
  }

  /**
   * Gives a product that was just inserted a later version than all that were deleted: another
   * client may have made and deleted one between our look at the tombstones and the insertion, and
   * then has had this very version.
   *
   * @return the product with its other version; null: it needed none, or is no more
   */
  @Nullable Document overtakeDeletions(Sku sku) {
    Document raised = null;
    for (int race = 0; race < MAX_RACES; race++) {
      long deleted = tombstones.last(sku);
      Document later =
          deleted == 0
              ? null
              : products()
                  .findOneAndUpdate(
                      and(eq(ID, sku.value()), lte(VERSION, deleted)),
                      Updates.max(VERSION, deleted + 1),
                      new FindOneAndUpdateOptions()
                          .returnDocument(ReturnDocument.AFTER)
                          .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
      if (later == null) {
        return raised;
      }
      raised = later;
    }
    return raised;
  }

  private @Nullable WriteResult update(Document current, ProductInput content, String digest) {
    if (digest.equals(current.getString(DIGEST))) {
      return new WriteResult.Unchanged(ProductDocuments.product(current));
    }
    return replace(
        new Sku(current.getString(ID)), ProductDocuments.version(current), content, digest);
  }

  /**
   * Gives the product other content if it is at this version: one call of the database where
   * nothing has to be read first.
   *
   * @return null: it is not, or has this content already
   */
  private @Nullable WriteResult replace(
      Sku sku, long version, ProductInput content, String digest) {
    Document set = contentOf(content, digest, version + 1, now());
    Document before =
        products()
            .findOneAndUpdate(
                and(eq(ID, sku.value()), eq(VERSION, version), ne(DIGEST, digest)),
                new Document("$set", set),
                new FindOneAndUpdateOptions()
                    .projection(Projections.exclude(ProductDocuments.NOT_ANSWERED))
                    .returnDocument(ReturnDocument.BEFORE)
                    .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
    if (before == null) {
      return null;
    }
    boolean otherCategories =
        !content.categories().equals(before.getList(ProductDocuments.CATEGORIES, String.class));
    // What is not content, such as whether it is in stock, is as it was at that moment.
    before.putAll(set);
    return new WriteResult.Updated(ProductDocuments.product(before), otherCategories);
  }

  /** The update that gives a product another content and its next version. */
  static Bson change(ProductInput content, String digest, long version, Instant now) {
    return new Document("$set", contentOf(content, digest, version, now));
  }

  private static Document contentOf(
      ProductInput content, String digest, long version, Instant now) {
    return ProductDocuments.contentOf(content, digest)
        .append(VERSION, version)
        .append(UPDATED_AT, Date.from(now));
  }

  private @Nullable WriteResult remove(Document current) {
    // First the tombstone: a crash between the two leaves one that says too much, never none.
    tombstones.add(new Sku(current.getString(ID)), ProductDocuments.version(current), now());
    Document deleted =
        products()
            .findOneAndDelete(
                sameVersion(current),
                new FindOneAndDeleteOptions()
                    .projection(Projections.include(VERSION))
                    .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
    return deleted == null ? null : new WriteResult.Deleted(ProductDocuments.version(deleted));
  }

  /** Those that were deleted, for reading as {@link #find(Sku)} does. */
  ProductTombstones tombstones() {
    return tombstones;
  }

  private static Bson sameVersion(Document current) {
    return and(eq(ID, current.getString(ID)), eq(VERSION, ProductDocuments.version(current)));
  }

  private static @Nullable Long versionOf(@Nullable Document current) {
    return current == null ? null : ProductDocuments.version(current);
  }

  private MongoCollection<Document> products() {
    return store.exact(Schema.PRODUCTS);
  }

  /** To the millisecond, which is what the database keeps. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
