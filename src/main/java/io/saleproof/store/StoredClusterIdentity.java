package io.saleproof.store;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.quarkus.runtime.StartupEvent;
import io.saleproof.session.ClusterIdentity;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The shop's database is known by a random number that it keeps itself, made by the first instance
 * that found none; all others read what that one has written.
 */
@ApplicationScoped
public class StoredClusterIdentity implements ClusterIdentity {

  private static final String KEY = "cluster";
  private static final String NUMBER = "number";

  private final Store store;
  private volatile long id;

  StoredClusterIdentity(Store store) {
    this.store = store;
  }

  void read(@Observes @Priority(2) StartupEvent start) {
    id = readOrMake(store);
  }

  /** The number is never 0, which stands for none that was read. */
  @Override
  public long id() {
    if (id == 0) {
      throw new IllegalStateException("the cluster's number is read at start");
    }
    return id;
  }

  static long readOrMake(Store store) {
    MongoCollection<Document> settings = store.exact(Schema.SETTINGS);
    Document known = find(settings, store.maxTimeMillis());
    if (known == null) {
      insert(settings);
      known = find(settings, store.maxTimeMillis());
    }
    if (known == null) {
      throw new IllegalStateException("settings/" + KEY + " is gone");
    }
    return known.getLong(NUMBER);
  }

  private static @org.jspecify.annotations.Nullable Document find(
      MongoCollection<Document> settings, long maxTimeMillis) {
    return settings.find(eq("_id", KEY)).maxTime(maxTimeMillis, TimeUnit.MILLISECONDS).first();
  }

  /** Of many instances that start at once on a new database, one writes; the rest find it. */
  private static void insert(MongoCollection<Document> settings) {
    try {
      settings.insertOne(new Document("_id", KEY).append(NUMBER, random()));
    } catch (MongoWriteException theirs) {
      if (!StoreFaults.isDuplicateKey(theirs)) {
        throw theirs;
      }
    }
  }

  private static long random() {
    SecureRandom random = new SecureRandom();
    long number = 0;
    while (number == 0) {
      number = random.nextLong();
    }
    return number;
  }
}
