package io.saleproof.proof;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bson.Document;

/**
 * A database, a clock, and the instances of the shop that share them. What is in the database can
 * be kept and put back, so that many runs start from the same.
 */
final class World implements AutoCloseable {

  /** What instances write to. */
  private static final List<Schema> COLLECTIONS =
      List.of(Schema.PRODUCTS, Schema.STOCK, Schema.STOCK_MOVEMENTS, Schema.ORDERS, Schema.CARTS);

  private final StoreForTests database = new StoreForTests();
  private final Quiet quiet = new Quiet();
  private final TestClock clock = new TestClock();
  private Settings settings = Settings.USUAL;

  /** All that is in the database, and the time. */
  record Snapshot(Map<Schema, List<Document>> documents, Instant now) {}

  /** A new instance of the shop. */
  Instance start() {
    return Instance.start(database, settings, clock);
  }

  /** The same, over a client that a test has put its hands on. */
  Instance start(UnaryOperator<MongoClient> handled) {
    return Instance.over(database.over(handled), new DatabaseCalls(), settings, clock);
  }

  TestClock clock() {
    return clock;
  }

  Settings settings() {
    return settings;
  }

  void putProduct(Sku sku, long price) {
    CatalogForTests.put(database.store(), sku, new Money(price, "GBP"));
  }

  /** An empty database at the beginning of time, for instances that are set like this. */
  void clear(Settings set) {
    restore(new Snapshot(Map.of(), TestClock.START));
    settings = set;
  }

  Snapshot save() {
    Map<Schema, List<Document>> documents = new EnumMap<>(Schema.class);
    COLLECTIONS.forEach(schema -> documents.put(schema, all(schema)));
    return new Snapshot(documents, clock.instant());
  }

  void restore(Snapshot snapshot) {
    for (Schema schema : COLLECTIONS) {
      database.store().exact(schema).deleteMany(new Document());
      List<Document> documents = snapshot.documents().getOrDefault(schema, List.of());
      if (!documents.isEmpty()) {
        database.store().exact(schema).insertMany(documents);
      }
    }
    clock.set(snapshot.now());
  }

  /** A collection as an instance with these calls sees it. */
  MongoCollection<Document> collection(Schema schema, DatabaseCalls calls) {
    return database.over(client -> CrashingClient.over(client, calls)).exact(schema);
  }

  /** Every document of a collection, as it is stored. */
  List<Document> all(Schema schema) {
    return database.store().exact(schema).find().into(new ArrayList<>());
  }

  @Override
  public void close() {
    database.close();
    quiet.close();
  }
}
