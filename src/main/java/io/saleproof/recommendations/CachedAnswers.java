package io.saleproof.recommendations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.cache.Demand;
import io.saleproof.cache.Entry;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.Page;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Representation;
import io.saleproof.store.CachedReads;
import io.saleproof.store.Shown;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lists of recommendations out of the cache, up to {@link #FRESH} old. A product's are everyone's;
 * a customer's are under their own id and the number of their last order, so that nobody gets
 * another's, and what was just ordered is never recommended out of the cache.
 */
@ApplicationScoped
public class CachedAnswers {

  /** How old an answer may be. */
  public static final Duration FRESH = Duration.ofSeconds(60);

  private static final CacheKind PRODUCT = new CacheKind("recommendations", FRESH);
  private static final CacheKind CUSTOMER = new CacheKind("customer-recommendations", FRESH);

  private final VersionedCache cache;
  private final CachedReads reads;
  private final ObjectMapper mapper;
  private final Clock clock;

  CachedAnswers(VersionedCache cache, CachedReads reads, ObjectMapper mapper, Clock clock) {
    this.cache = cache;
    this.reads = reads;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** The key of a product's answer: requests that ask for the same have the same. */
  public static CacheKey key(Sku sku, int limit) {
    return new CacheKey(PRODUCT, sku + "?limit=" + limit);
  }

  static CacheKey key(CustomerId customer, long lastOrder, int limit) {
    return new CacheKey(CUSTOMER, customer.value() + "/" + lastOrder + "?limit=" + limit);
  }

  /**
   * @param load reads what is not cached; nothing is kept if it throws
   */
  Response.ResponseBuilder answer(
      CacheKey key, Preconditions preconditions, Supplier<List<Recommendation>> load) {
    Answer answer = cache.get(key, Demand.NONE, reads.loader(() -> shown(load.get())));
    Entry entry = answer.entry();
    long now = clock.millis();
    Response.ResponseBuilder response =
        preconditions.has(entry.tag())
            ? Response.notModified()
            : Response.ok(entry.body(), MediaType.APPLICATION_JSON_TYPE);
    return response
        .header(HttpHeaders.ETAG, "\"" + entry.tag() + "\"")
        .header("Cache-Status", answer.cacheStatus(now))
        .header("Age", answer.age(now));
  }

  private Shown shown(List<Recommendation> recommended) {
    Representation body = Representation.json(mapper, Page.of(recommended, null));
    return Shown.timed(body.bytes(), body.tag(), null);
  }
}
