package io.saleproof.store;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The shop's database, seen in two ways. Both write with majority and journal and read what a
 * majority has.
 *
 * <p>{@link #exact} reads from the primary: for orders, stock, profiles, and every read that
 * decides a write. {@link #relaxed} prefers the primary and reads a secondary when there is none: a
 * listing survives a missing primary.
 */
public final class Store {

  private final MongoDatabase exact;
  private final MongoDatabase relaxed;
  private final long maxTimeMillis;

  public Store(MongoClient client, StoreConfig config) {
    WriteConcern majority =
        WriteConcern.MAJORITY
            .withJournal(true)
            .withWTimeout(config.majorityTimeout().toMillis(), TimeUnit.MILLISECONDS);
    MongoDatabase database =
        client
            .getDatabase(config.database())
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(majority);
    this.exact = database.withReadPreference(ReadPreference.primary());
    this.relaxed = database.withReadPreference(ReadPreference.primaryPreferred());
    this.maxTimeMillis = config.maxTime().toMillis();
  }

  public MongoCollection<Document> exact(Schema collection) {
    return exact.getCollection(collection.collection());
  }

  public MongoCollection<Document> relaxed(Schema collection) {
    return relaxed.getCollection(collection.collection());
  }

  /** For {@code maxTimeMS} on every operation, in milliseconds. */
  public long maxTimeMillis() {
    return maxTimeMillis;
  }

  public MongoDatabase database() {
    return exact;
  }
}
