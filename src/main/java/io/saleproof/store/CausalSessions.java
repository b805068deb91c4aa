package io.saleproof.store;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;
import io.saleproof.session.RequestSession;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request its causal session, if the database has sessions at all: a server of its own
 * has none, and what runs outside of any request needs none.
 */
final class CausalSessions {

  private static final ClientSessionOptions CAUSAL =
      ClientSessionOptions.builder().causallyConsistent(true).build();

  private final MongoClient client;
  private final MongoCollection<Document> someCollection;
  private final long maxTimeMillis;
  private volatile @Nullable Boolean hasSessions;

  /** The latest time of the database that this instance was told, and when it was. */
  private record Told(long time, long atNanos) {}

  private static final Told NOTHING = new Told(0, 0);

  private volatile Told told = NOTHING;

  /**
   * @param someCollection is asked for nothing but the time
   */
  CausalSessions(MongoClient client, MongoCollection<Document> someCollection, long maxTimeMillis) {
    this.client = client;
    this.someCollection = someCollection;
    this.maxTimeMillis = maxTimeMillis;
  }

  /** The session of the request that this thread works for, or null if there is none. */
  @Nullable CausalSession current() {
    RequestSession request = RequestSession.current();
    if (request == null || !hasSessions()) {
      return null;
    }
    return request.attached(CausalSession.class, () -> new CausalSession(request, this));
  }

  /** Whether the database has times, as far as is known without asking it. */
  boolean areCausal() {
    Boolean known = hasSessions;
    return known == null
        ? client.getClusterDescription().getType() != ClusterType.STANDALONE
        : known;
  }

  /** An operation of this instance was told this time. */
  synchronized void tell(long time) {
    if (Long.compareUnsigned(time, told.time()) >= 0) {
      told = new Told(time, System.nanoTime());
    }
  }

  /** The latest time of the database that this instance was told; 0: none yet. */
  long timeTold() {
    return told.time();
  }

  /** The latest time of the database, if it was told so recently; else 0. */
  long timeToldWithin(Duration bound) {
    Told last = told;
    return System.nanoTime() - last.atNanos() <= bound.toNanos() ? last.time() : 0;
  }

  /** The database's times are not what they were, as after a restore. */
  synchronized void forgetTime() {
    told = NOTHING;
  }

  /** Lets the session, and this instance, know the database's time. */
  void askForTime(CausalSession session) {
    session.run(
        driver ->
            someCollection
                .find(driver, new Document("_id", "no such setting"))
                .limit(1)
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
                .first());
  }

  ClientSession start() {
    return client.startSession(CAUSAL);
  }

  /** Whether some server that is no primary could answer a read, as far as the driver knows. */
  boolean hasReplicas() {
    ClusterDescription cluster = client.getClusterDescription();
    return switch (cluster.getType()) {
      case REPLICA_SET ->
          cluster.getServerDescriptions().stream().anyMatch(ServerDescription::isSecondary);
      // Routers and balancers don't tell what is behind them.
      case SHARDED, LOAD_BALANCED -> true;
      case STANDALONE, UNKNOWN -> false;
    };
  }

  /** What a deployment is it stays: whoever makes another one of it starts the shop anew. */
  private boolean hasSessions() {
    Boolean known = hasSessions;
    return known == null ? findOut() : known;
  }

  private boolean findOut() {
    ClusterType type = client.getClusterDescription().getType();
    if (type == ClusterType.UNKNOWN) {
      // No server was seen yet. Waits for one as the operation itself would, and fails as it would.
      client.getDatabase("admin").runCommand(new Document("ping", 1));
      type = client.getClusterDescription().getType();
    }
    boolean found = type != ClusterType.STANDALONE;
    hasSessions = found;
    return found;
  }
}
