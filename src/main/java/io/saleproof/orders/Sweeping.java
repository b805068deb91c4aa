package io.saleproof.orders;

import com.mongodb.MongoException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Has this instance sweep every now and then, a little apart from the others. */
@ApplicationScoped
class Sweeping {

  private static final Logger LOG = Logger.getLogger(Sweeping.class);

  /** A recovery interval should have room for so many sweeps at least. */
  private static final int SWEEPS_AN_INTERVAL = 5;

  private final ShopOrders orders;
  private final OrdersConfig config;

  Sweeping(ShopOrders orders, OrdersConfig config) {
    this.orders = orders;
    this.config = config;
  }

  @Scheduled(
      every = "${saleproof.orders.sweep-every}",
      delayed = "${saleproof.orders.sweep-every}",
      executionMaxDelay = "500ms",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = SwitchedOff.class)
  void sweep() {
    try {
      int unused = orders.sweeper().sweep();
    } catch (MongoException away) {
      LOG.warnf("no sweep this time: %s", away.getClass().getSimpleName());
    }
  }

  void warnOfRisks(@Observes StartupEvent start) {
    if (!config.sweep()) {
      LOG.warn("this instance does not finish what others left: saleproof.orders.sweep is false");
    } else if (config
            .sweepEvery()
            .multipliedBy(SWEEPS_AN_INTERVAL)
            .compareTo(config.recoveryInterval())
        > 0) {
      LOG.warn("saleproof.orders.sweep-every is too long for saleproof.orders.recovery-interval");
    }
  }

  /** Where {@code saleproof.orders.sweep} is false. */
  @Singleton
  static final class SwitchedOff implements Scheduled.SkipPredicate {

    private final OrdersConfig config;

    SwitchedOff(OrdersConfig config) {
      this.config = config;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
      return !config.sweep();
    }
  }
}
