package io.saleproof.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.cache.Stamp;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.Etag;
import io.saleproof.http.Representation;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.saleproof.store.Shown;
import io.saleproof.trade.Sku;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of the catalogue is kept as answers, under which names, and how the cache is told of writes.
 *
 * <p>A product's entry is told of every write of it, and so is the list of categories of what
 * changes one; a page is bounded by its age alone, as what it contains can't be told without
 * looking. In the cache a product's version counts double, so that its deletion has a place between
 * it and the next one.
 */
@Singleton
class CachedCatalog {

  private static final CacheKind PRODUCT = new CacheKind("product", Duration.ofSeconds(30));
  private static final CacheKind PAGE = new CacheKind("page", Duration.ofSeconds(10));

  /**
   * Under this name tokens keep what pages and categories have to cover: all that their client has
   * written or been shown of the catalogue. Of products they keep the versions alone: after a page,
   * or each of its client's writes, every other product would have to be read anew.
   */
  private static final String CATALOGUE = "catalogue";

  private final VersionedCache cache;
  private final CachedReads reads;
  private final ObjectMapper mapper;
  private final MediaUrls urls;
  private final CachedThing categories;

  CachedCatalog(
      VersionedCache cache,
      CachedReads reads,
      ObjectMapper mapper,
      MediaUrls urls,
      CatalogConfig config) {
    this.cache = cache;
    this.reads = reads;
    this.mapper = mapper;
    this.urls = urls;
    CacheKind kind = new CacheKind("categories", config.categoriesMaxAge());
    this.categories = CachedThing.timed(new CacheKey(kind, "all"), CATALOGUE);
  }

  static CachedThing product(Sku sku) {
    return CachedThing.versioned(new CacheKey(PRODUCT, sku.value()), CATALOGUE);
  }

  static CachedThing page(ProductQuery query) {
    return CachedThing.timed(new CacheKey(PAGE, query.name()), CATALOGUE);
  }

  CachedThing categories() {
    return categories;
  }

  /** A product as its answer. */
  Shown shown(Product product) {
    try {
      return Shown.of(
          present(product.version()),
          mapper.writeValueAsBytes(ProductView.of(product, urls)),
          Long.toString(product.version()),
          product.updatedAt());
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /**
   * That there is none.
   *
   * @param last the version of the one that was deleted last; 0: there never was any
   */
  static Shown missing(long last) {
    return Shown.nothing(gone(last));
  }

  /** A page or a list as its answer. */
  Shown shown(Object page, @Nullable String next) {
    Representation bytes = Representation.json(mapper, page);
    return Shown.timed(bytes.bytes(), bytes.tag(), next);
  }

  /** Tells the cache, and the token of the current request, what has become of a write. */
  void written(Sku sku, WriteResult result) {
    switch (result) {
      case WriteResult.Created(Product product) -> put(product, true);
      case WriteResult.Updated(Product product, boolean otherCategories) ->
          put(product, otherCategories);
      case WriteResult.Deleted(long version) -> {
        long time = reads.changed(product(sku), gone(version));
        cache.put(product(sku).key(), reads.written(missing(version), time));
        categoriesChanged(time);
      }
      case WriteResult.Unchanged(Product product) -> seen(sku, present(product.version()));
      case WriteResult.Stale(Etag current) -> seen(sku, present(current.version()));
      case WriteResult.Exists(Etag current) -> seen(sku, present(current.version()));
      case WriteResult.Missing() -> seen(sku, 0);
      case WriteResult.Contended() -> seen(sku, 0);
    }
  }

  /** Tells the cache of many writes at once. */
  void written(Map<String, Long> versions) {
    if (versions.isEmpty()) {
      return;
    }
    long time = reads.time();
    Map<CacheKey, Stamp> stamps = new HashMap<>();
    versions.forEach(
        (sku, version) ->
            stamps.put(product(new Sku(sku)).key(), Stamp.of(present(version), time)));
    stamps.put(categories.key(), Stamp.at(time));
    cache.changed(stamps);
  }

  private void put(Product product, boolean otherCategories) {
    CachedThing thing = product(product.sku());
    long time = reads.changed(thing, present(product.version()));
    cache.put(thing.key(), reads.written(shown(product), time));
    if (otherCategories) {
      categoriesChanged(time);
    }
  }

  /** What a refusal or an idle write tells its client of the product, who is to see no less. */
  private void seen(Sku sku, long version) {
    reads.changed(product(sku), version);
  }

  private void categoriesChanged(long time) {
    cache.changed(Map.of(categories.key(), Stamp.at(time)));
  }

  private static long present(long version) {
    return 2 * version;
  }

  private static long gone(long version) {
    return present(version) + 1;
  }
}
