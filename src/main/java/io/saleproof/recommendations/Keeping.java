package io.saleproof.recommendations;

import com.mongodb.MongoException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.saleproof.orders.CountableOrders;
import io.saleproof.store.Lease;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has one instance at a time keep the model, every now and then. */
@ApplicationScoped
class Keeping {

  /** New orders are counted within this, or the answers would not be what they are said to be. */
  static final Duration MAX_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(Keeping.class);
  private static final String LEASE = "recommendations";

  /** A count from scratch that takes longer is begun again by another, and gets no further. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

  private final Keeper keeper;
  private final Lease lease;
  private volatile boolean stopping;
  private final RecommendationsConfig config;

  Keeping(
      CountableOrders orders,
      RecommendationsConfig config,
      ModelMeters meters,
      Store store,
      Clock clock) {
    if (config.keepEvery().compareTo(MAX_EVERY) > 0) {
      throw new IllegalArgumentException(
          "saleproof.recommendations.keep-every may not be above a minute, not "
              + config.keepEvery());
    }
    if (config.pairsInMemory() < 1) {
      throw new IllegalArgumentException(
          "saleproof.recommendations.pairs-in-memory must be at least 1");
    }
    this.config = config;
    ModelStates states = new ModelStates(store, clock);
    ModelCounts counts = new ModelCounts(store);
    Rebuild rebuild = new Rebuild(orders, states, counts, clock, config.pairsInMemory());
    this.keeper = new Keeper(orders, states, counts, rebuild, clock, config.rebuildEvery(), meters);
    this.lease = new Lease(store, clock, LEASE, LONGEST_RUN);
  }

  @Scheduled(
      every = "${saleproof.recommendations.keep-every}",
      delayed = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void keepAtTimes() {
    if (!config.keep()) {
      return;
    }
    try {
      // Every instance wakes up as often; half the time apart is enough for one of them.
      lease.run(config.keepEvery().dividedBy(2), keeper::keep);
    } catch (ModelStates.TakenOver other) {
      LOG.debug("another instance keeps the model of recommendations");
    } catch (MongoException failure) {
      LOG.warn("recommendations are not brought up to date this time", failure);
    } catch (IllegalStateException closed) {
      // What was begun is gone on with by whoever keeps the model next.
      if (!stopping) {
        throw closed;
      }
    }
  }

  void stop(@Observes ShutdownEvent end) {
    stopping = true;
  }

  /** Brings the model up to date now, unless another instance is at it. */
  boolean keepNow() {
    return lease.run(Duration.ZERO, keeper::keep);
  }
}
