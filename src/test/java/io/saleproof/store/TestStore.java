package io.saleproof.store;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.saleproof.embedded.EmbeddedMongo;
import io.saleproof.simulated.SimulatedCluster;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The database of the tests: the cluster named by {@code TEST_MONGODB_URL}, or a server in this
 * process. Every test class gets a database of its own. The name {@code simulated} stands for a
 * simulated cluster's routers, {@code simulated-set} for its members.
 */
public final class TestStore implements QuarkusTestResourceLifecycleManager {

  private @Nullable AutoCloseable server;

  @Override
  public Map<String, String> start() {
    return databasesOfItsOwn(url());
  }

  /** The settings of a shop on this server, in databases that nobody else uses. */
  static Map<String, String> databasesOfItsOwn(String url) {
    return Map.of(
        "quarkus.mongodb.connection-string",
        url,
        "saleproof.store.database",
        "test-" + UUID.randomUUID(),
        "saleproof.collections.enabled",
        "true",
        "saleproof.collections.database",
        "collections-" + UUID.randomUUID());
  }

  private String url() {
    String given = System.getenv("TEST_MONGODB_URL");
    return switch (given) {
      case null -> {
        EmbeddedMongo mongo = EmbeddedMongo.inMemory();
        server = mongo;
        yield mongo.connectionString();
      }
      case "simulated" -> simulated().url();
      case "simulated-set" -> simulated().replicaSetUrl();
      default -> given;
    };
  }

  private SimulatedCluster simulated() {
    SimulatedCluster cluster = SimulatedCluster.start(3, 2);
    server = cluster;
    return cluster;
  }

  @Override
  public void stop() {
    if (server != null) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("the database of the tests can't be closed", e);
      }
    }
  }
}
