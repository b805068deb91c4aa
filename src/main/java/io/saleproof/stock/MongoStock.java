package io.saleproof.stock;

import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stock in MongoDB: one document a SKU, with its counters, its open holds and the ledger entries
 * not yet copied; for a SKU in great demand several such, between which units move (see {@link
 * Transfers}). A hold is in one of them, wherever the units are.
 */
final class MongoStock implements Stock {

  private final StockReader reader;
  private final StockLedger ledger;
  private final Movements movements;
  private final Opening opening;
  private final Holds holds;
  private final HoldSearch search;
  private final Splitting splitting;
  private final Demand demand;
  private final StockConfig config;
  private final List<AvailabilityListener> listeners;
  private final LastSold lastSold;

  MongoStock(
      Store store,
      StockConfig config,
      Clock clock,
      List<AvailabilityListener> listeners,
      LastSold lastSold) {
    this.reader = new StockReader(store);
    this.ledger = new StockLedger(store, reader);
    Transfers transfers = new Transfers(store, clock);
    this.holds = new Holds(store, transfers, reader, clock);
    this.search = new HoldSearch(reader, holds, transfers);
    this.movements = new Movements(store, reader, ledger, search, clock);
    this.opening = new Opening(store, clock);
    this.splitting = new Splitting(store, transfers, config, clock);
    this.demand = new Demand(clock, config.splitAboveHoldsPerSecond());
    this.config = config;
    this.listeners = List.copyOf(listeners);
    this.lastSold = lastSold;
  }

  @Override
  public Optional<StockLevel> level(Sku sku) {
    return Optional.ofNullable(reader.parts(sku, StockReader.WITHOUT_LISTS)).map(StockParts::level);
  }

  @Override
  public Map<Sku, StockLevel> levels(Collection<Sku> skus) {
    Map<Sku, StockLevel> levels = new HashMap<>();
    for (StockPart root : reader.roots(skus)) {
      Sku sku = StockPart.skuOf(root.id());
      if (root.buckets() == 0) {
        levels.put(sku, new StockParts(root, List.of(), true).level());
      } else {
        level(sku).ifPresent(level -> levels.put(sku, level));
      }
    }
    return levels;
  }

  @Override
  public HoldResult hold(Sku sku, long quantity, Attempt attempt, Instant until) {
    holds.fence(sku, attempt);
    // Only the first turn knows that the order holds nothing yet.
    HoldSearch.Found found =
        attempt.fence() == 0 ? holdNearby(sku, quantity, attempt, until) : null;
    if (found == null) {
      found = search.hold(sku, quantity, attempt, until);
    }
    demand.sawBuckets(sku, found.buckets());
    demand.sawStocked(sku, found.stocked());
    if (found.after() != null) {
      held(sku, quantity, found.after());
    } else if (found.result() instanceof HoldResult.Short(long available) && available == 0) {
      tell(sku, false);
    }
    return found.result();
  }

  private HoldSearch.@Nullable Found holdNearby(
      Sku sku, long quantity, Attempt attempt, Instant until) {
    int buckets = demand.buckets(sku);
    String first = demand.firstLook(sku, HoldSearch.home(sku, attempt.orderId(), buckets));
    StockPart after = holds.take(first, quantity, attempt, until);
    if (after != null) {
      return new HoldSearch.Found(new HoldResult.Held(), after, buckets);
    }
    demand.sawEmpty(sku, first);
    return search.nearby(sku, quantity, attempt, until, buckets);
  }

  private String home(Sku sku, String orderId) {
    return HoldSearch.home(sku, orderId, demand.buckets(sku));
  }

  private void held(Sku sku, long quantity, StockPart after) {
    demand.sawUnits(sku, after, after.available() >= quantity);
    boolean root = after.isRoot();
    if (root) {
      demand.sawBuckets(sku, after.buckets());
    }
    int buckets = demand.buckets(sku);
    if (root && buckets == 0) {
      lastSold.sold(sku, after.available());
    } else {
      lastSold.soldOfMany(sku);
    }
    if (root && buckets == 0 && after.available() == 0) {
      tell(sku, false);
    }
    if ((root ? buckets == 0 : buckets > 0)
        && after.open() > config.splitAboveOpenHolds()
        && demand.maySplit(sku)) {
      splitting.splitForHolds(sku, buckets);
    } else if (demand.holdIsHot(sku) && buckets == 0) {
      splitting.splitForDemand(sku);
    }
  }

  @Override
  public void release(Sku sku, long quantity, Attempt attempt) {
    holds.fence(sku, attempt);
    StockPart after = holds.giveBack(home(sku, attempt.orderId()), quantity, attempt.orderId());
    if (after == null) {
      String part = search.holder(sku, attempt.orderId());
      after = part == null ? null : holds.giveBack(part, quantity, attempt.orderId());
    }
    if (after != null && after.available() == quantity) {
      tell(sku, true);
    }
  }

  @Override
  public void sell(Sku sku, long quantity, Attempt attempt) {
    holds.fence(sku, attempt);
    StockPart after = holds.sell(home(sku, attempt.orderId()), quantity, attempt.orderId());
    if (after == null) {
      String part = search.holder(sku, attempt.orderId());
      after = part == null ? null : holds.sell(part, quantity, attempt.orderId());
    }
    if (after != null && after.outbox().size() >= StockLedger.OUTBOX_LIMIT) {
      ledger.copy(after);
    }
  }

  @Override
  public MoveResult move(Sku sku, Movement movement) {
    MoveResult result = movements.carryOut(sku, movement);
    if (result instanceof MoveResult.Moved(StockLevel level)) {
      tell(sku, level.available() > 0);
    }
    return result;
  }

  @Override
  public void open(Map<Sku, Long> quantities) {
    opening.insertMissing(quantities);
  }

  @Override
  public boolean chooseBuckets(Sku sku, @Nullable Integer buckets) {
    boolean known = splitting.choose(sku, buckets);
    demand.sawBuckets(sku, 0);
    return known;
  }

  private void tell(Sku sku, boolean inStock) {
    listeners.forEach(listener -> listener.availabilityChanged(sku, inStock));
  }
}
