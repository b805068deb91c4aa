package io.saleproof.store;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.saleproof.embedded.EmbeddedMongo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The embedded server as the database of a test with the whole shop, whatever {@code
 * TEST_MONGODB_URL} says: for what is told of that server only.
 */
public final class EmbeddedStore implements QuarkusTestResourceLifecycleManager {

  private @Nullable EmbeddedMongo server;

  @Override
  public Map<String, String> start() {
    server = EmbeddedMongo.inMemory();
    return TestStore.databasesOfItsOwn(server.connectionString());
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
    }
  }
}
