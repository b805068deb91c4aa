package io.saleproof.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A {@link Store} with its indexes for tests without Quarkus, on the same database that {@link
 * TestStore} chooses.
 */
public final class StoreForTests implements AutoCloseable {

  private final TestStore server = new TestStore();
  private final String url;
  private final MongoClient client;
  private final StoreConfig config;
  private final Store store;

  public StoreForTests() {
    Map<String, String> settings = server.start();
    url = Objects.requireNonNull(settings.get("quarkus.mongodb.connection-string"));
    client = MongoClients.create(url);
    config = new Settings(Objects.requireNonNull(settings.get("saleproof.store.database")));
    store = new Store(client, config);
    makeIndexes();
  }

  /** In a database of its own at a server that the test has started. */
  public StoreForTests(String url) {
    this.url = url;
    client = MongoClients.create(url);
    config = new Settings("test-" + UUID.randomUUID());
    store = new Store(client, config);
    makeIndexes();
  }

  private void makeIndexes() {
    new StoreProducer().makeIndexes(new io.quarkus.runtime.StartupEvent(), store);
  }

  public Store store() {
    return store;
  }

  /** Shown reads with the usual settings. */
  public CausalReads reads() {
    return reads(store);
  }

  /** The same of another store. */
  public CausalReads reads(Store of) {
    return new CausalReads(of, new CausalShop.Settings(), new SimpleMeterRegistry());
  }

  /** Another store on the same database, over a client that a test has put its hands on. */
  public Store over(UnaryOperator<MongoClient> handled) {
    return new Store(handled.apply(client), config);
  }

  /** A client of its own, which lets something be done before each command is sent. */
  public MongoClient heardBy(Consumer<CommandStartedEvent> deed) {
    // No class of ours: the application would take it for a bean and hear with it, too.
    Object listener =
        Proxy.newProxyInstance(
            CommandListener.class.getClassLoader(),
            new Class<?>[] {CommandListener.class},
            (self, method, arguments) -> {
              if (method.getName().equals("commandStarted")) {
                deed.accept((CommandStartedEvent) arguments[0]);
              }
              return null;
            });
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(url))
            .addCommandListener((CommandListener) listener)
            .build());
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
