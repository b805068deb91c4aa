package io.saleproof.cluster;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import io.quarkus.runtime.StartupEvent;
import io.saleproof.store.StoreConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
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
 * {@code /q/health/ready}: some server of the database answers. A missing primary alone doesn't
 * make an instance unready: it would take every instance out at once, while the catalogue can still
 * be read.
 *
 * <p>Nor does load. Whoever asks is told what a thread of its own found at most {@link #EVERY} and
 * {@link #BOUND} ago, and waits for nobody. Answers to customers' requests count; the database is
 * asked only if there were none. A check that takes its place in the queue for a connection says
 * that a busy instance is dead, and on a sale day all instances are busy at once.
 */
@Readiness
@Singleton
public class DatabaseCheck implements HealthCheck {

  static final Duration EVERY = Duration.ofSeconds(1);
  static final Duration BOUND = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(DatabaseCheck.class);

  private final MongoClient client;
  private final TopologyProbe probe;
  private final DatabaseAnswers answers;
  private final String database;
  private final Duration bound;
  private final Thread looking;
  private volatile boolean up;
  private boolean away;

  @Inject
  DatabaseCheck(
      MongoClient client, TopologyProbe probe, DatabaseAnswers answers, StoreConfig config) {
    this(client, probe, answers, config.database(), BOUND);
  }

  DatabaseCheck(
      MongoClient client,
      TopologyProbe probe,
      DatabaseAnswers answers,
      String database,
      Duration bound) {
    this.client = client;
    this.probe = probe;
    this.answers = answers;
    this.database = database;
    this.bound = bound;
    this.looking = Thread.ofVirtual().name("database-check").unstarted(this::lookForEver);
  }

  /** The first look is over before anyone can ask. */
  void begin(@Observes StartupEvent start) {
    look();
    looking.start();
  }

  @PreDestroy
  void end() {
    looking.interrupt();
  }

  private void lookForEver() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        lookOnce();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookOnce() {
    try {
      look();
    } catch (RuntimeException bug) {
      // Whatever it is, what isn't looked at any more would stay as it was for good.
      LOG.error("a look at the database failed", bug);
    }
  }

  /** Finds out how it is, within the bound. */
  void look() {
    up = answers.within(EVERY) || answersPing();
    if (up && away) {
      LOG.info("the database answers again");
    }
    away = !up;
  }

  private boolean answersPing() {
    try {
      client
          .getDatabase(database)
          .withTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
          .runCommand(new Document("ping", 1), ReadPreference.nearest());
      return true;
    } catch (MongoException | IllegalStateException failed) {
      // It may have waited for a connection that the customers' requests have.
      if (answers.within(bound)) {
        return true;
      }
      if (!away) {
        // The exception's text names hosts; the check's answer is open to everyone.
        LOG.warnf("the database doesn't answer: %s", failed.getMessage());
      }
      return false;
    }
  }

  /** Whether the database answered when it was last looked at. */
  boolean isUp() {
    return up;
  }

  @Override
  public HealthCheckResponse call() {
    if (up) {
      return HealthCheckResponse.named("database")
          .up()
          .withData("topology", probe.kind().name().toLowerCase(Locale.ROOT))
          .build();
    }
    return HealthCheckResponse.named("database")
        .down()
        .withData("problem", "no server answered within " + bound.toMillis() + " ms")
        .build();
  }
}
