package io.saleproof.peers.spring;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Service;

/** Products, read through the cache; a write puts what it wrote there. */
@Service
class ProductService {

  private static final String BETWEEN = "\n";

  private final MongoTemplate mongo;

  ProductService(MongoTemplate mongo) {
    this.mongo = mongo;
  }

  @Cacheable(cacheNames = CacheSettings.PRODUCTS, sync = true)
  public Product get(String sku) {
    Product found = mongo.findById(sku, Product.class);
    if (found == null) {
      throw new NotFoundException("Product " + sku);
    }
    return found;
  }

  @Cacheable(cacheNames = CacheSettings.PAGES, sync = true)
  public ProductPage page(int limit, String cursor) {
    Query query =
        (cursor == null ? new Query() : query(after(cursor)))
            .with(Sort.by("name", "_id"))
            .limit(limit + 1);
    List<Product> found = mongo.find(query, Product.class);
    List<Product> items = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? cursorAfter(items.getLast()) : null;
    return new ProductPage(items.stream().map(ProductView::listed).toList(), next);
  }

  @CachePut(cacheNames = CacheSettings.PRODUCTS, key = "#sku")
  public Product create(String sku, ProductInput input) {
    Instant now = now();
    try {
      return mongo.insert(
          new Product(
              sku,
              input.name(),
              input.description(),
              input.categories(),
              input.price(),
              input.attributes(),
              input.variants(),
              input.media(),
              false,
              1,
              now,
              now));
    } catch (DuplicateKeyException exists) {
      throw new StaleVersionException(sku);
    }
  }

  /** One write, conditional on the version. */
  @CachePut(cacheNames = CacheSettings.PRODUCTS, key = "#sku")
  public Product replace(String sku, long version, ProductInput input) {
    Product updated =
        mongo.findAndModify(
            query(where("_id").is(sku).and("version").is(version)),
            new Update()
                .set("name", input.name())
                .set("description", input.description())
                .set("categories", input.categories())
                .set("price", input.price())
                .set("attributes", input.attributes())
                .set("variants", input.variants())
                .set("media", input.media())
                .inc("version", 1)
                .set("updatedAt", now()),
            FindAndModifyOptions.options().returnNew(true),
            Product.class);
    if (updated == null) {
      throw new StaleVersionException(sku);
    }
    return updated;
  }

  private static Criteria after(String cursor) {
    String[] keys =
        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(BETWEEN);
    return new Criteria()
        .orOperator(where("name").gt(keys[0]), where("name").is(keys[0]).and("_id").gt(keys[1]));
  }

  private static String cursorAfter(Product last) {
    String keys = last.name() + BETWEEN + last.sku();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(keys.getBytes(StandardCharsets.UTF_8));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
