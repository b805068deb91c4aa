package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.Lease;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the stock with its ledger and with the orders, SKU by SKU, and repairs what is safe to.
 * At times by itself, one instance at a time; or when asked.
 */
@ApplicationScoped
public class Reconciler {

  /** A run that was asked for ends after so long and says where to go on. */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  /** At most so many findings are told one by one; all are counted. */
  static final int MAX_FINDINGS = 1_000;

  private static final Logger LOG = Logger.getLogger(Reconciler.class);
  private static final int PAGE = 500;
  private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

  private final MongoCollection<Document> stock;
  private final Auditor auditor;
  private final StockMeters meters;
  private final StockConfig config;
  private final Lease lease;
  private final Clock clock;
  private final long maxTimeMillis;

  Reconciler(
      Store store,
      @All List<HoldOwners> orders,
      StockMeters meters,
      StockConfig config,
      Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.auditor = new Auditor(store, orders, clock);
    this.meters = meters;
    this.config = config;
    this.lease = new Lease(store, clock, "stock-reconcile", LONGEST_RUN);
    this.clock = clock;
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /**
   * What a run found.
   *
   * @param checked SKUs looked at
   * @param drift findings, repaired or not; 0 is what should be
   * @param findings the first {@value #MAX_FINDINGS} of them
   * @param next where to go on, if there was more than fits in one answer
   */
  public record Report(
      long checked,
      long drift,
      long repaired,
      List<Drift> findings,
      @Nullable String next,
      Instant asOf) {
    public Report {
      findings = List.copyOf(findings);
    }
  }

  /** Looks at these SKUs. */
  public Report reconcile(Collection<Sku> skus, boolean repair) {
    Run run = new Run(repair);
    Map<Sku, Map<String, HoldOwners.Owner>> holding = auditor.holding(skus);
    skus.forEach(sku -> run.look(sku, holding));
    return run.report(null);
  }

  /**
   * Looks at all SKUs behind one, in the order of their names, for as long as one answer may take.
   */
  public Report reconcile(String after, boolean repair) {
    return walk(after, repair, clock.instant().plus(LONGEST_ANSWER));
  }

  @Scheduled(
      every = "${saleproof.stock.reconcile-every}",
      delayed = "${saleproof.stock.reconcile-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void reconcileAtTimes() {
    try {
      // Every instance wakes up as often; half the time apart is enough for one of them.
      lease.run(
          config.reconcileEvery().dividedBy(2),
          () -> {
            Report report = walk("", true, clock.instant().plus(LONGEST_RUN));
            meters.reconciled(report.drift());
          });
    } catch (MongoException away) {
      LOG.warnf("stock is not compared this time: %s", away.getClass().getSimpleName());
    }
  }

  private Report walk(String after, boolean repair, Instant until) {
    Run run = new Run(repair);
    String last = after;
    boolean more = true;
    while (more) {
      List<Sku> page = page(last);
      Map<Sku, Map<String, HoldOwners.Owner>> holding = auditor.holding(page);
      for (Sku sku : page) {
        last = sku.value();
        run.look(sku, holding);
        if (clock.instant().isAfter(until)) {
          return run.report(last);
        }
      }
      more = page.size() == PAGE;
    }
    return run.report(null);
  }

  /** Only roots: every bucket got its first units from one. */
  private List<Sku> page(String after) {
    return stock
        .find(and(gt("_id", after), exists("in.root", false)))
        .projection(Projections.include("_id"))
        .sort(ascending("_id"))
        .limit(PAGE)
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(document -> new Sku(document.getString("_id")))
        .into(new ArrayList<>());
  }

  /** One run over some SKUs. */
  private final class Run {
    private final boolean repair;
    private final List<Drift> findings = new ArrayList<>();
    private long checked;
    private long drift;
    private long repaired;

    Run(boolean repair) {
      this.repair = repair;
    }

    void look(Sku sku, Map<Sku, Map<String, HoldOwners.Owner>> holding) {
      List<Drift> all = auditor.reconcile(sku, holding.getOrDefault(sku, Map.of()), repair);
      if (all == null) {
        return;
      }
      checked++;
      for (Drift found : all) {
        drift++;
        meters.drift(found.kind().label(), found.repaired());
        LOG.warnf("stock drift: %s", found);
        if (found.repaired()) {
          repaired++;
        }
        if (findings.size() < MAX_FINDINGS) {
          findings.add(found);
        }
      }
    }

    Report report(@Nullable String next) {
      return new Report(checked, drift, repaired, findings, next, clock.instant());
    }
  }
}
