package io.saleproof.store;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.saleproof.embedded.EmbeddedMongo;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The database of the tests: the cluster named by {@code TEST_MONGODB_URL}, or a server in this
 * process. Every test class gets a database of its own.
 */
public final class TestStore implements QuarkusTestResourceLifecycleManager {

  private @Nullable EmbeddedMongo server;

  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.mongodb.connection-string",
        url(),
        "saleproof.store.database",
        "test-" + UUID.randomUUID(),
        "saleproof.collections.enabled",
        "true",
        "saleproof.collections.database",
        "collections-" + UUID.randomUUID());
  }

  private String url() {
    String given = System.getenv("TEST_MONGODB_URL");
    if (given != null) {
      return given;
    }
    server = EmbeddedMongo.inMemory();
    return server.connectionString();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
    }
  }
}
