package io.saleproof.store;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A {@link Store} with its indexes for tests without Quarkus, on the same database that {@link
 * TestStore} chooses.
 */
public final class StoreForTests implements AutoCloseable {

  private final TestStore server = new TestStore();
  private final MongoClient client;
  private final StoreConfig config;
  private final Store store;

  public StoreForTests() {
    Map<String, String> settings = server.start();
    client =
        MongoClients.create(
            Objects.requireNonNull(settings.get("quarkus.mongodb.connection-string")));
    config = new Settings(Objects.requireNonNull(settings.get("saleproof.store.database")));
    store = new Store(client, config);
    new StoreProducer().makeIndexes(new io.quarkus.runtime.StartupEvent(), store);
  }

  public Store store() {
    return store;
  }

  /** Another store on the same database, over a client that a test has put its hands on. */
  public Store over(UnaryOperator<MongoClient> handled) {
    return new Store(handled.apply(client), config);
  }

  @Override
  public void close() {
    store.database().drop();
    client.close();
    server.stop();
  }

  private record Settings(String database) implements StoreConfig {
    @Override
    public Duration maxTime() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration majorityTimeout() {
      return Duration.ofSeconds(5);
    }
  }
}
