package io.saleproof.stock;

import static java.util.Map.Entry.comparingByValue;

import io.quarkus.scheduler.Scheduled;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Shows operators what is about to run out: of the SKUs that this instance has sold lately, those
 * with the fewest units left, as the database has them. For eyes, not for books: a SKU that is
 * split is added up from parts that were read one after the other.
 */
@ApplicationScoped
public class StockLeft {

  /**
   * So many are looked up for those that are shown: what this instance remembers of them is as old
   * as its last sale of each.
   */
  static final int LOOKED_UP = 30;

  private static final Logger LOG = Logger.getLogger(StockLeft.class);

  private final LastSold lastSold;
  private final StockReader reader;
  private final StockMeters meters;

  StockLeft(LastSold lastSold, Store store, StockMeters meters) {
    this.lastSold = lastSold;
    this.reader = new StockReader(store);
    this.meters = meters;
  }

  @Scheduled(
      every = "${saleproof.stock.show-left-every}",
      delayed = "${saleproof.stock.show-left-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void showAtTimes() {
    show();
  }

  /** Shows what is left now; nothing if that can't be read. */
  void show() {
    List<Sku> candidates = lastSold.fewest(LOOKED_UP);
    try {
      meters.left(candidates.isEmpty() ? Map.of() : fewest(candidates));
    } catch (RuntimeException failure) {
      LOG.debugf("what is left is not shown: %s", failure);
      meters.left(Map.of());
    }
  }

  private Map<Sku, Long> fewest(List<Sku> candidates) {
    Map<Sku, Long> left = new HashMap<>();
    for (StockPart root : reader.roots(candidates)) {
      StockParts parts = reader.withBuckets(root, StockReader.WITHOUT_LISTS);
      lastSold.found(parts.sku(), parts.available());
      left.put(parts.sku(), parts.available());
    }
    return left.entrySet().stream()
        .sorted(comparingByValue())
        .limit(StockMeters.MOST_SKUS)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
