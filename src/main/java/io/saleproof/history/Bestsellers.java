package io.saleproof.history;

import com.mongodb.MongoException;
import io.quarkus.scheduler.Scheduled;
import io.saleproof.catalog.Catalog;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Lease;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Tells the catalogue how many units of each product were sold and kept, from all orders: at times,
 * and after each import of history. One instance does it at a time.
 */
@ApplicationScoped
public class Bestsellers {

  /** Counts of more SKUs than this are not held in memory: a catalogue beyond it sorts by these. */
  static final int MAX_SKUS = 300_000;

  private static final Logger LOG = Logger.getLogger(Bestsellers.class);
  private static final String LEASE = "bestsellers";
  private static final Duration LONGEST_RUN = Duration.ofMinutes(15);

  private final OrderHistory history;
  private final Catalog catalog;
  private final HistoryConfig config;
  private final Lease lease;

  Bestsellers(
      OrderHistory history, Catalog catalog, HistoryConfig config, Store store, Clock clock) {
    this.history = history;
    this.catalog = catalog;
    this.config = config;
    this.lease = new Lease(store, clock, LEASE, LONGEST_RUN);
  }

  /**
   * Counts anew, unless an instance is at it, or the database fails: then the next turn brings what
   * is missed. An import is no worse for it.
   */
  void refresh() {
    try {
      lease.run(Duration.ZERO, this::count);
    } catch (MongoException failure) {
      LOG.warn("what sells best was not counted anew", failure);
    }
  }

  @Scheduled(
      every = "${saleproof.history.bestsellers-every}",
      delayed = "${saleproof.history.bestsellers-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refreshAtTimes() {
    try {
      // Every instance wakes up as often; half the time apart is enough for one of them.
      lease.run(config.bestsellersEvery().dividedBy(2), this::count);
    } catch (MongoException away) {
      LOG.warnf("what sells best is not counted this time: %s", away.getClass().getSimpleName());
    }
  }

  private void count() {
    Map<Sku, Long> sold = new HashMap<>();
    history.visitSold(
        (sku, units) -> {
          if (sold.size() < MAX_SKUS || sold.containsKey(sku)) {
            sold.merge(sku, units, Long::sum);
          }
        });
    if (sold.size() == MAX_SKUS) {
      LOG.warnf("more than %d SKUs were sold; the others keep their old figures", MAX_SKUS);
    }
    catalog.setSold(sold);
  }
}
