package io.saleproof.store;

import com.mongodb.MongoClientSettings;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how long a request waits for one of the pool's connections, which the driver does for two
 * minutes: longer than any gateway or client has patience. Who waits in vain is told to try again.
 */
@Singleton
public class ConnectionPool implements MongoClientCustomizer {

  static final long MAX_WAIT_SECONDS = 10;

  @Override
  public MongoClientSettings.Builder customize(MongoClientSettings.Builder settings) {
    return settings.applyToConnectionPoolSettings(
        pool -> pool.maxWaitTime(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
  }
}
