package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Stock in MongoDB: one document a SKU, with its counters, its open holds and the ledger entries
 * not yet copied. Every change is one conditional update of it.
 */
final class MongoStock implements Stock {

  private static final int BATCH = 500;

  private final MongoCollection<Document> stock;
  private final StockLedger ledger;
  private final Movements movements;
  private final List<AvailabilityListener> listeners;
  private final Clock clock;
  private final long maxTimeMillis;

  MongoStock(Store store, Clock clock, List<AvailabilityListener> listeners) {
    this.stock = store.exact(Schema.STOCK);
    this.ledger = new StockLedger(store);
    this.movements = new Movements(store, ledger, clock);
    this.listeners = List.copyOf(listeners);
    this.clock = clock;
    this.maxTimeMillis = store.maxTimeMillis();
  }

  @Override
  public Optional<StockLevel> level(Sku sku) {
    return Optional.ofNullable(levels(List.of(sku)).get(sku));
  }

  @Override
  public Map<Sku, StockLevel> levels(Collection<Sku> skus) {
    Map<Sku, StockLevel> levels = new HashMap<>();
    stock
        .find(in("_id", skus.stream().map(Sku::value).toList()))
        .projection(Projections.exclude("holds", "outbox"))
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(StockDocuments::level)
        .forEach(level -> levels.put(level.sku(), level));
    return levels;
  }

  @Override
  public HoldResult hold(Sku sku, long quantity, Attempt attempt, Instant until) {
    fence(sku, attempt);
    String orderId = attempt.orderId();
    Document hold =
        new Document("order", orderId)
            .append("quantity", quantity)
            .append("until", Date.from(until));
    Document after =
        change(
            and(
                eq("_id", sku.value()),
                gte("available", quantity),
                ne("holds.order", orderId),
                not(gte("fence", attempt.ticket()))),
            combine(inc("reserved", quantity), inc("available", -quantity), push("holds", hold)));
    if (after != null) {
      tellIfRunOut(sku, after);
      return new HoldResult.Held();
    }
    return refusedOrHeldBefore(sku, quantity, attempt);
  }

  /** The update found nothing to change: either the order holds already, or there is too little. */
  private HoldResult refusedOrHeldBefore(Sku sku, long quantity, Attempt attempt) {
    Document held =
        stock
            .find(and(eq("_id", sku.value()), holdOf(attempt.orderId(), quantity)))
            .projection(Projections.include("_id"))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first();
    if (held != null) {
      return new HoldResult.Held();
    }
    Document read =
        stock
            .find(eq("_id", sku.value()))
            .projection(Projections.include("available", "fence"))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first();
    if (read == null) {
      return new HoldResult.Short(0);
    }
    long fence = read.get("fence", 0L);
    return fence >= attempt.ticket()
        ? new HoldResult.Late(fence)
        : new HoldResult.Short(read.getLong("available"));
  }

  private void fence(Sku sku, Attempt attempt) {
    if (attempt.fence() > 0) {
      stock.updateOne(eq("_id", sku.value()), max("fence", attempt.fence()));
    }
  }

  @Override
  public void release(Sku sku, long quantity, Attempt attempt) {
    fence(sku, attempt);
    String orderId = attempt.orderId();
    Document after =
        change(
            and(eq("_id", sku.value()), holdOf(orderId, quantity)),
            combine(
                inc("reserved", -quantity),
                inc("available", quantity),
                pull("holds", new Document("order", orderId))));
    if (after != null) {
      tellIfBack(sku, after, quantity);
    }
  }

  @Override
  public void sell(Sku sku, long quantity, Attempt attempt) {
    fence(sku, attempt);
    String orderId = attempt.orderId();
    Document entry = StockDocuments.saleEntry(sku, orderId, quantity, clock.instant());
    Document after =
        change(
            and(eq("_id", sku.value()), holdOf(orderId, quantity)),
            combine(
                inc("reserved", -quantity),
                inc("onHand", -quantity),
                inc("sold", quantity),
                pull("holds", new Document("order", orderId)),
                push("outbox", entry)));
    if (after != null && StockDocuments.outbox(after).size() >= StockLedger.OUTBOX_LIMIT) {
      ledger.empty(after);
    }
  }

  @Override
  public MoveResult move(Sku sku, Movement movement) {
    long before = level(sku).map(StockLevel::available).orElse(0L);
    MoveResult result = movements.carryOut(sku, movement);
    if (result instanceof MoveResult.Moved(StockLevel level)
        && (before == 0) != (level.available() == 0)) {
      tell(sku, level.available() > 0);
    }
    return result;
  }

  @Override
  public void open(Map<Sku, Long> quantities) {
    List<Document> batch = new ArrayList<>();
    quantities.forEach(
        (sku, quantity) -> {
          batch.add(movements.opening(sku, quantity));
          if (batch.size() == BATCH) {
            insertMissing(batch);
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      insertMissing(batch);
    }
  }

  private void insertMissing(List<Document> batch) {
    try {
      stock.insertMany(batch, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException some) {
      // Those that exist already keep what they have.
      if (some.getWriteErrors().stream().anyMatch(e -> e.getCode() != StoreFaults.DUPLICATE_KEY)) {
        throw some;
      }
    }
  }

  /** One conditional update; the document after it without its holds, or null if none matched. */
  private @Nullable Document change(Bson condition, Bson update) {
    return stock.findOneAndUpdate(
        condition,
        combine(update, inc("version", 1L), set("updatedAt", Date.from(clock.instant()))),
        new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER)
            .projection(Projections.exclude("holds"))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
  }

  private static Bson holdOf(String orderId, long quantity) {
    return elemMatch("holds", and(eq("order", orderId), eq("quantity", quantity)));
  }

  private void tellIfRunOut(Sku sku, Document after) {
    if (after.getLong("available") == 0) {
      tell(sku, false);
    }
  }

  private void tellIfBack(Sku sku, Document after, long released) {
    if (after.getLong("available") == released) {
      tell(sku, true);
    }
  }

  private void tell(Sku sku, boolean inStock) {
    listeners.forEach(listener -> listener.availabilityChanged(sku, inStock));
  }
}
