package io.saleproof.store;

import com.mongodb.client.MongoClient;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the {@link Store} and, at start, its indexes. */
@ApplicationScoped
public class StoreProducer {

  @Produces
  @Singleton
  @Unremovable
  Store store(MongoClient client, StoreConfig config) {
    return new Store(client, config);
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  void makeIndexes(@Observes @Priority(1) StartupEvent start, Store store, StoreConfig config) {
    new DatabaseWait(config.startWait(), DatabaseWait.PAUSE).until(() -> makeIndexes(store));
  }

  static void makeIndexes(Store store) {
    for (Schema schema : Schema.values()) {
      if (!schema.indexes().isEmpty()) {
        store.exact(schema).createIndexes(schema.indexes());
      }
    }
  }
}
