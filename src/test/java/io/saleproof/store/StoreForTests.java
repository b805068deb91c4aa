package io.saleproof.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.simulated.SimulatedCluster;
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

  private final AutoCloseable server;
  private final String url;
  private final MongoClient client;
  private final StoreConfig config;
  private final Store store;

  public StoreForTests() {
    this(new TestStore());
  }

  private StoreForTests(TestStore server) {
    this(server, server.start());
  }

  private StoreForTests(TestStore server, Map<String, String> settings) {
    this(
        Objects.requireNonNull(settings.get("quarkus.mongodb.connection-string")),
        Objects.requireNonNull(settings.get("saleproof.store.database")),
        server::stop);
  }

  /** In a database of its own at a server that the test has started. */
  public StoreForTests(String url) {
    this(url, "test-" + UUID.randomUUID(), () -> {});
  }

  private StoreForTests(String url, String database, AutoCloseable server) {
    this.url = url;
    this.server = server;
    client = MongoClients.create(url);
    config = new Settings(database);
    store = new Store(client, config);
    StoreProducer.makeIndexes(store);
  }

  /** On replicas of which one gets everything so much later than the others. */
  public static StoreForTests withALateReplica(Duration late) {
    SimulatedCluster cluster = SimulatedCluster.start(3, 0);
    StoreForTests made =
        new StoreForTests(cluster.replicaSetUrl(), "test-" + UUID.randomUUID(), cluster);
    cluster.lag((cluster.primary().orElseThrow() + 1) % 3, late);
    return made;
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

  /** One that lets something be done before each command of this name on this collection. */
  public MongoClient heardBy(String command, Schema collection, Runnable deed) {
    return heardBy(
        sent -> {
          if (sent.getCommandName().equals(command)
              && sent.getCommand().getString(command).getValue().equals(collection.collection())) {
            deed.run();
          }
        });
  }

  @Override
  public void close() {
    store.database().drop();
    client.close();
    try {
      server.close();
    } catch (Exception failed) {
      throw new IllegalStateException("the database of the test can't be closed", failed);
    }
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

    @Override
    public Duration startWait() {
      return Duration.ZERO;
    }
  }
}
