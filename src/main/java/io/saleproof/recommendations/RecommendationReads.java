package io.saleproof.recommendations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.answers.CachedRead;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.http.Page;
import io.saleproof.http.Problem;
import io.saleproof.http.Representation;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.saleproof.store.Shown;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lists of recommendations for the cache, up to {@link #FRESH} old. A product's are everyone's; a
 * customer's are under their own id and the number of their last order, so that nobody gets
 * another's, and what was just ordered is never recommended out of the cache.
 */
@ApplicationScoped
class RecommendationReads {

  /** How old an answer may be. */
  static final Duration FRESH = Duration.ofSeconds(60);

  private static final CacheKind PRODUCT = new CacheKind("recommendations", FRESH);
  private static final CacheKind CUSTOMER = new CacheKind("customer-recommendations", FRESH);

  private final Recommendations recommendations;
  private final CachedReads reads;
  private final ObjectMapper mapper;

  RecommendationReads(Recommendations recommendations, CachedReads reads, ObjectMapper mapper) {
    this.recommendations = recommendations;
    this.reads = reads;
    this.mapper = mapper;
  }

  /** A product's; reading them throws a problem with status 404 if there is no such product. */
  CachedRead ofProduct(Sku sku, int limit) {
    return read(
        new CacheKey(PRODUCT, sku + "?limit=" + limit),
        () ->
            recommendations
                .forProduct(sku, limit)
                .orElseThrow(() -> Problem.notFound("Product " + sku).asException()));
  }

  /**
   * @param lastOrder the number of their last one; 0: none
   */
  CachedRead ofCustomer(CustomerId customer, long lastOrder, int limit) {
    return read(
        new CacheKey(CUSTOMER, customer.value() + "/" + lastOrder + "?limit=" + limit),
        () -> recommendations.forCustomer(customer, limit));
  }

  private CachedRead read(CacheKey key, Supplier<List<Recommendation>> read) {
    return new CachedRead(
        new CachedThing(key, null, null, List.of(), false), reads.loader(() -> shown(read.get())));
  }

  private Shown shown(List<Recommendation> recommended) {
    Representation body = Representation.json(mapper, Page.of(recommended, null));
    return Shown.timed(body.bytes(), body.tag(), null);
  }
}
