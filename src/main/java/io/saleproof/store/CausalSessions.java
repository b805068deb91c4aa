package io.saleproof.store;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;
import io.saleproof.session.RequestSession;
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
  private volatile @Nullable Boolean hasSessions;

  CausalSessions(MongoClient client) {
    this.client = client;
  }

  /** The session of the request that this thread works for, or null if there is none. */
  @Nullable CausalSession current() {
    RequestSession request = RequestSession.current();
    if (request == null || !hasSessions()) {
      return null;
    }
    return request.attached(CausalSession.class, () -> new CausalSession(request, this));
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
