package io.saleproof.cluster;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import io.saleproof.store.StoreConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * {@code /q/health/ready}: some server of the database answers within {@link #BOUND}. A missing
 * primary alone doesn't make an instance unready: it would take every instance out at once, while
 * the catalogue can still be read.
 */
@Readiness
@Singleton
public class DatabaseCheck implements HealthCheck {

  static final Duration BOUND = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(DatabaseCheck.class);

  private final MongoClient client;
  private final TopologyProbe probe;
  private final String database;
  private final Duration bound;

  @Inject
  DatabaseCheck(MongoClient client, TopologyProbe probe, StoreConfig config) {
    this(client, probe, config.database(), BOUND);
  }

  DatabaseCheck(MongoClient client, TopologyProbe probe, String database, Duration bound) {
    this.client = client;
    this.probe = probe;
    this.database = database;
    this.bound = bound;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      client
          .getDatabase(database)
          .withTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
          .runCommand(new Document("ping", 1), ReadPreference.nearest());
      return HealthCheckResponse.named("database")
          .up()
          .withData("topology", probe.kind().name().toLowerCase(Locale.ROOT))
          .build();
    } catch (MongoException away) {
      // The exception's text names hosts; the answer is open to everyone.
      LOG.warnf("database not reachable: %s", away.getMessage());
      return HealthCheckResponse.named("database")
          .down()
          .withData("problem", "no server answered within " + bound.toMillis() + " ms")
          .build();
    }
  }
}
