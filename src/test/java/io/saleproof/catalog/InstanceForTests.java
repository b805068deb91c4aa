package io.saleproof.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saleproof.answers.AnswersForTests;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheForTests;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.QueryParameters;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;

/** The catalogue of one instance, with its cache, without an application around it. */
final class InstanceForTests {

  final Products products;
  final BulkUpserts bulk;
  private final CatalogReads catalog;
  private final CachedAnswers answers;

  InstanceForTests(StoreForTests database, Store store, Clock clock) {
    this(database, store, clock, CacheForTests.alone(clock));
  }

  InstanceForTests(StoreForTests database, Store store, Clock clock, VersionedCache cache) {
    ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
    CausalReads displayed = database.reads(store);
    CachedReads reads =
        new CachedReads(store, displayed, clock, Duration.ofSeconds(30), Duration.ofMinutes(10));
    answers = AnswersForTests.over(cache, reads, clock);
    MediaUrls urls = new MediaUrls(new Settings());
    CachedCatalog cached = new CachedCatalog(cache, reads, mapper, urls, new Settings());
    Facets facets = new Facets(store);
    ContentDigest digests = new ContentDigest(mapper);
    products = new Products(store, clock, digests, cached);
    bulk = new BulkUpserts(store, clock, products, digests, cached);
    catalog =
        new CatalogReads(
            products,
            new ProductListing(store, facets, urls),
            new Categories(facets),
            cached,
            reads);
  }

  Answer product(Sku sku) {
    return answers.get(catalog.product(sku));
  }

  Answer page(ProductQuery query) {
    return answers.get(catalog.page(query));
  }

  static ProductQuery query(String query) {
    return ProductQuery.of(QueryParameters.of(query, ProductQuery.PARAMETERS));
  }

  private record Settings() implements CatalogConfig {
    @Override
    public String cdnBaseUrl() {
      return "/media";
    }

    @Override
    public Duration categoriesMaxAge() {
      return Duration.ofSeconds(20);
    }
  }
}
