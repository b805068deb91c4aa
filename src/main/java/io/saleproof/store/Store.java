package io.saleproof.store;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The shop's database, seen in two ways. Both write with majority and journal and read what a
 * majority has.
 *
 * <p>{@link #exact} reads from the primary: for orders, stock, profiles, and every read that
 * decides a write. {@link #relaxed} prefers the primary and reads a secondary when there is none: a
 * listing survives a missing primary.
 *
 * <p>On a replica set or a sharded cluster, what a request does is one causal session, begun from
 * its client's token: every operation sees all that came before it, wherever it is sent. What is
 * only shown may then come from replicas, see {@link CausalReads}.
 */
public final class Store {

  private final MongoDatabase database;
  private final Map<Schema, MongoCollection<Document>> exact;
  private final Map<Schema, MongoCollection<Document>> relaxed;
  private final CausalSessions sessions;
  private final long maxTimeMillis;

  public Store(MongoClient client, StoreConfig config) {
    WriteConcern majority =
        WriteConcern.MAJORITY
            .withJournal(true)
            .withWTimeout(config.majorityTimeout().toMillis(), TimeUnit.MILLISECONDS);
    MongoDatabase safe =
        client
            .getDatabase(config.database())
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(majority);
    this.sessions =
        new CausalSessions(
            client,
            safe.withReadPreference(ReadPreference.primaryPreferred())
                .getCollection(Schema.SETTINGS.collection()),
            config.maxTime().toMillis());
    this.database = safe.withReadPreference(ReadPreference.primary());
    this.exact = collections(database);
    this.relaxed = collections(safe.withReadPreference(ReadPreference.primaryPreferred()));
    this.maxTimeMillis = config.maxTime().toMillis();
  }

  public MongoCollection<Document> exact(Schema collection) {
    return Objects.requireNonNull(exact.get(collection));
  }

  public MongoCollection<Document> relaxed(Schema collection) {
    return Objects.requireNonNull(relaxed.get(collection));
  }

  /** A collection that is not the shop's, as part of each request's causal session. */
  public MongoCollection<Document> causal(MongoCollection<Document> other) {
    return CausalCollection.over(other, sessions);
  }

  /** For {@code maxTimeMS} on every operation, in milliseconds. */
  public long maxTimeMillis() {
    return maxTimeMillis;
  }

  public MongoDatabase database() {
    return database;
  }

  CausalSessions sessions() {
    return sessions;
  }

  private Map<Schema, MongoCollection<Document>> collections(MongoDatabase in) {
    Map<Schema, MongoCollection<Document>> all = new EnumMap<>(Schema.class);
    for (Schema schema : Schema.values()) {
      all.put(schema, causal(in.getCollection(schema.collection())));
    }
    return all;
  }
}
