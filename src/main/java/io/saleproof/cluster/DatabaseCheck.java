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
 * <p>Nor does load. An answer to anyone within {@link #KEPT} is what makes an instance ready; only
 * if nobody had one lately, a thread of its own asks. So whoever looks waits for nobody. A check
 * that takes its place in the queue for a connection says that a busy instance is dead, and on a
 * sale day all instances are busy at once.
 */
@Readiness
@Singleton
public class DatabaseCheck implements HealthCheck {

  /** How often it is looked whether there was an answer lately. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** How long an answer to a ping may take. */
  static final Duration BOUND = Duration.ofSeconds(3);

  /** For how long an answer says that the database is there: until the next ping's has come. */
  static final Duration KEPT = EVERY.plus(BOUND).plus(EVERY);

  private static final Logger LOG = Logger.getLogger(DatabaseCheck.class);

  private final MongoClient client;
  private final TopologyProbe probe;
  private final DatabaseAnswers answers;
  private final String database;
  private final Duration bound;
  private final Duration kept;
  private final Thread looking;
  private boolean away;

  @Inject
  DatabaseCheck(
      MongoClient client, TopologyProbe probe, DatabaseAnswers answers, StoreConfig config) {
    this(client, probe, answers, config.database(), BOUND, KEPT);
  }

  DatabaseCheck(
      MongoClient client,
      TopologyProbe probe,
      DatabaseAnswers answers,
      String database,
      Duration bound,
      Duration kept) {
    this.client = client;
    this.probe = probe;
    this.answers = answers;
    this.database = database;
    this.bound = bound;
    this.kept = kept;
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

  /** Asks if nobody has had an answer lately; over within the bound. */
  void look() {
    if (!answers.within(EVERY)) {
      ping();
    }
    boolean gone = !isUp();
    if (gone && !away) {
      LOG.warnf("the database has not answered for %d s", KEPT.toSeconds());
    } else if (!gone && away) {
      LOG.info("the database answers again");
    }
    away = gone;
  }

  private void ping() {
    try {
      client
          .getDatabase(database)
          .withTimeout(bound.toMillis(), TimeUnit.MILLISECONDS)
          .runCommand(new Document("ping", 1), ReadPreference.nearest());
    } catch (MongoException | IllegalStateException failed) {
      LOG.debugf("no ping: %s", failed.getMessage());
    }
  }

  /** Whether the database has answered anyone lately. */
  boolean isUp() {
    return answers.within(kept);
  }

  @Override
  public HealthCheckResponse call() {
    if (isUp()) {
      return HealthCheckResponse.named("database")
          .up()
          .withData("topology", probe.kind().name().toLowerCase(Locale.ROOT))
          .build();
    }
    return HealthCheckResponse.named("database")
        .down()
        .withData("problem", "no server has answered for " + kept.toMillis() + " ms")
        .build();
  }
}
