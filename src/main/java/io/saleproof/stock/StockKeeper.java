package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.quarkus.scheduler.Scheduled;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jboss.logging.Logger;

/**
 * Looks after split SKUs at times: finishes transfers that were cut short, and brings SKUs that
 * have become quiet back to one document. Every instance does; each step is conditional, so that
 * any number of them may.
 */
@ApplicationScoped
public class StockKeeper {

  private static final Logger LOG = Logger.getLogger(StockKeeper.class);

  /** So many split SKUs are looked after in one turn; the next turn goes on behind them. */
  private static final int BATCH = 200;

  private final MongoCollection<Document> stock;
  private final StockReader reader;
  private final Splitting splitting;
  private final long maxTimeMillis;
  private volatile String goOnAfter = "";

  StockKeeper(Store store, StockConfig config, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.reader = new StockReader(store);
    this.splitting = new Splitting(store, new Transfers(store, clock), config, clock);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  @Scheduled(
      every = "${saleproof.stock.keep-every}",
      delayed = "${saleproof.stock.keep-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void keepAtTimes() {
    try {
      keep();
    } catch (MongoException away) {
      LOG.warnf("split SKUs are not looked after this time: %s", away.getClass().getSimpleName());
    }
  }

  /** One turn. */
  void keep() {
    List<StockPart> roots =
        stock
            .find(and(gt("buckets", 0), gt("_id", goOnAfter)))
            .projection(StockReader.WITHOUT_HOLDS)
            .sort(ascending("_id"))
            .limit(BATCH)
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .map(StockPart::new)
            .into(new ArrayList<>());
    roots.forEach(root -> splitting.keep(reader.withBuckets(root, StockReader.WITHOUT_HOLDS)));
    goOnAfter = roots.size() == BATCH ? roots.getLast().id() : "";
  }
}
