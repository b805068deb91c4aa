package io.saleproof.collections;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.saleproof.store.Store;
import io.saleproof.store.StoreConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

/**
 * The collections in the database. Reads prefer the primary; every operation is bounded by the
 * store's time limit. Documents without a whole {@code age} and a {@code name} are no users.
 */
@Singleton
class MongoUsers {

  /** How many collections an overview counts, and how long it takes at most. */
  static final int MAX_COUNTED = 100;

  static final Duration COUNTING = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(MongoUsers.class);
  private static final int INSERT_BATCH = 1_000;

  private final Store store;
  private final MongoDatabase database;
  private final long maxTimeMillis;

  MongoUsers(MongoClient client, CollectionsConfig config, StoreConfig bounds, Store store) {
    this.store = store;
    this.maxTimeMillis = bounds.maxTime().toMillis();
    this.database =
        client
            .getDatabase(config.database())
            .withReadPreference(ReadPreference.primaryPreferred())
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(
                WriteConcern.MAJORITY
                    .withJournal(true)
                    .withWTimeout(bounds.majorityTimeout().toMillis(), TimeUnit.MILLISECONDS));
  }

  String database() {
    return database.getName();
  }

  String readPreference() {
    return database.getReadPreference().getName();
  }

  long count(CollectionName collection) {
    return of(collection)
        .countDocuments(
            Filters.empty(),
            new com.mongodb.client.model.CountOptions()
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
  }

  User.Listing list(CollectionName collection) {
    return new User.Listing(find(collection, Filters.empty(), User.Listing.MAX_USERS));
  }

  /** The first user of that name. */
  Optional<User> find(CollectionName collection, String name) {
    return find(collection, Filters.eq("name", name), 1).stream().findFirst();
  }

  User add(CollectionName collection, NewUser user) {
    ObjectId id = new ObjectId();
    of(collection).insertOne(document(user).append("_id", id));
    return new User(id.toHexString(), user.age(), user.name());
  }

  /** Adds many at once, in order. */
  void addAll(CollectionName collection, List<NewUser> users) {
    for (int from = 0; from < users.size(); from += INSERT_BATCH) {
      List<NewUser> batch = users.subList(from, Math.min(users.size(), from + INSERT_BATCH));
      of(collection).insertMany(batch.stream().map(MongoUsers::document).toList());
    }
  }

  /**
   * How many documents about the first collections by name have, within {@link #COUNTING} in all.
   * The numbers are the server's estimates; empty if it doesn't answer.
   */
  Optional<Map<String, Long>> counts() {
    long deadline = System.nanoTime() + COUNTING.toNanos();
    try {
      Map<String, Long> counts = new TreeMap<>();
      for (CollectionName name : names(deadline)) {
        counts.put(
            name.value(), within(deadline).getCollection(name.value()).estimatedDocumentCount());
      }
      return Optional.of(counts);
    } catch (MongoException away) {
      LOG.warnf("collections can't be counted: %s", away.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private List<CollectionName> names(long deadline) {
    List<String> all = within(deadline).listCollectionNames().into(new ArrayList<>());
    return all.stream()
        .sorted()
        .flatMap(name -> CollectionName.of(name).stream())
        .limit(MAX_COUNTED)
        .toList();
  }

  private MongoDatabase within(long deadline) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    // Zero would mean no bound at all.
    return database.withTimeout(Math.max(1, left), TimeUnit.MILLISECONDS);
  }

  private List<User> find(CollectionName collection, Bson filter, int limit) {
    List<User> users = new ArrayList<>();
    of(collection)
        .find(filter)
        .limit(limit)
        .batchSize(limit + 1)
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .forEach(document -> user(document).ifPresent(users::add));
    return users;
  }

  private static Optional<User> user(Document document) {
    Object age = document.get("age");
    Object name = document.get("name");
    return age instanceof Number number && number.doubleValue() % 1 == 0 && name instanceof String
        ? Optional.of(
            new User(String.valueOf(document.get("_id")), number.longValue(), (String) name))
        : Optional.empty();
  }

  private static Document document(NewUser user) {
    boolean small = user.age() == (int) user.age();
    return new Document("age", small ? (Object) (int) user.age() : (Object) user.age())
        .append("name", user.name());
  }

  private MongoCollection<Document> of(CollectionName collection) {
    return store.causal(database.getCollection(collection.value()));
  }
}
