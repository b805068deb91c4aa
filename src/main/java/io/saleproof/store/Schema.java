package io.saleproof.store;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every collection of the shop, what it is sharded by, and its indexes: the one place where they
 * are declared. Unique indexes begin with the shard key, so that a sharded cluster can hold them.
 */
public enum Schema {
  PRODUCTS(
      "products",
      "_id",
      List.of(
          index("words", "nameKey", "_id"),
          index("nameWords", "nameKey", "_id"),
          index("categories", "nameKey", "_id"),
          index("categories", "price.amount", "_id"),
          index("categories", "createdAt", "_id"),
          index("categories", "sold", "_id"),
          index("price.amount", "_id"),
          index("nameKey", "_id"),
          index("createdAt", "_id"),
          index("sold", "_id"))),
  /** The last version of deleted products, so that a product made anew goes on from there. */
  PRODUCT_TOMBSTONES("productTombstones", "_id", List.of(expiring("deletedAt", 90))),
  STOCK("stock", "_id", List.of(index("buckets", "_id"))),
  STOCK_MOVEMENTS("stockMovements", "sku", List.of(index("sku", "at", "_id"))),
  ORDERS(
      "orders",
      "customerId",
      List.of(
          unique("customerId", "seq"),
          unique("customerId", "idempotencyKey"),
          index("customerId", "history.key"),
          index("due", "dueAt"),
          sparse("uncounted"))),
  /** Cancellations of past orders, whether or not what they cancel was found. */
  CREDIT_NOTES("creditNotes", "customerId", List.of()),
  CUSTOMERS("customers", "_id", List.of()),
  CARTS("carts", "_id", List.of(expiring("expiresAt", 0))),
  EVENTS("events", "stream", List.of(unique("stream", "seq"))),
  /** What is bought with each product; see io.saleproof.recommendations. */
  COMPANIONS("companions", "_id", List.of(index("generation"))),
  /** Small facts about the database itself, such as which demo data were loaded. */
  SETTINGS("settings", "_id", List.of());

  private final String collection;
  private final String shardKey;
  private final List<IndexModel> indexes;

  Schema(String collection, String shardKey, List<IndexModel> indexes) {
    this.collection = collection;
    this.shardKey = shardKey;
    this.indexes = indexes;
  }

  public String collection() {
    return collection;
  }

  /** The field whose hash places a document on a shard. */
  public String shardKey() {
    return shardKey;
  }

  public List<IndexModel> indexes() {
    return indexes;
  }

  private static IndexModel index(String... fields) {
    return new IndexModel(Indexes.ascending(fields));
  }

  /** Holds only the documents that have the field. */
  private static IndexModel sparse(String field) {
    return new IndexModel(Indexes.ascending(field), new IndexOptions().sparse(true));
  }

  private static IndexModel unique(String... fields) {
    return new IndexModel(Indexes.ascending(fields), new IndexOptions().unique(true));
  }

  private static IndexModel expiring(String field, long days) {
    return new IndexModel(
        Indexes.ascending(field), new IndexOptions().expireAfter(days, TimeUnit.DAYS));
  }
}
