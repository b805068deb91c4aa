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

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The writes by which one part of a SKU's stock takes, gives back and sells held units: each one
 * conditional update of one document.
 */
final class Holds {

  private static final Bson SHOWN =
      Projections.include("available", "buckets", "open", "fence", "outbox");

  private final MongoCollection<Document> stock;
  private final Transfers transfers;
  private final StockReader reader;
  private final Clock clock;
  private final long maxTimeMillis;

  Holds(Store store, Transfers transfers, StockReader reader, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.transfers = transfers;
    this.reader = reader;
    this.clock = clock;
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /** The part after it, or null if it has too little, the order holds there, or comes too late. */
  @Nullable StockPart take(String part, long quantity, Attempt attempt, Instant until) {
    Document hold =
        new Document("order", attempt.orderId())
            .append("quantity", quantity)
            .append("until", Date.from(until));
    return change(
        and(
            eq("_id", part),
            gte("available", quantity),
            ne("holds.order", attempt.orderId()),
            not(gte("fence", attempt.ticket()))),
        combine(
            inc("reserved", quantity),
            inc("available", -quantity),
            inc("open", 1L),
            push("holds", hold)));
  }

  /** The part after it, or null if the order holds nothing there. */
  @Nullable StockPart giveBack(String part, long quantity, String orderId) {
    return change(
        and(eq("_id", part), holdOf(orderId, quantity)),
        combine(
            inc("reserved", -quantity),
            inc("available", quantity),
            inc("open", -1L),
            pull("holds", new Document("order", orderId))));
  }

  /** The part after it, or null if the order holds nothing there. */
  @Nullable StockPart sell(String part, long quantity, String orderId) {
    Document entry =
        StockDocuments.saleEntry(StockPart.skuOf(part), orderId, quantity, clock.instant());
    return change(
        and(eq("_id", part), holdOf(orderId, quantity)),
        combine(
            inc("reserved", -quantity),
            inc("onHand", -quantity),
            inc("sold", quantity),
            inc("open", -1L),
            pull("holds", new Document("order", orderId)),
            push("outbox", entry)));
  }

  /**
   * Refuses holds of earlier turns from now on, in every part that units can be in: first in the
   * root, whose fence travels with units that leave it later; then units that left before are
   * brought to their part; then in the buckets.
   */
  void fence(Sku sku, Attempt attempt) {
    if (attempt.fence() == 0) {
      return;
    }
    Bson raise =
        combine(max("fence", attempt.fence()), inc("version", 1L), set("updatedAt", now()));
    // A SKU without a record gets one: the late hold may come after its first units.
    stock.updateOne(
        eq("_id", sku.value()),
        combine(raise, StockDocuments.nothingOnInsert()),
        new UpdateOptions().upsert(true));
    StockPart root = reader.root(sku, StockReader.WITHOUT_LISTS);
    if (root != null && root.buckets() > 0) {
      StockPart.Departure departure = root.departure();
      if (departure != null) {
        transfers.finish(departure);
      }
      stock.updateMany(in("_id", StockReader.bucketIds(sku, root.buckets())), raise);
    }
  }

  private @Nullable StockPart change(Bson condition, Bson update) {
    Document after =
        stock.findOneAndUpdate(
            condition,
            combine(update, inc("version", 1L), set("updatedAt", now())),
            new FindOneAndUpdateOptions()
                .returnDocument(ReturnDocument.AFTER)
                .projection(SHOWN)
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
    return after == null ? null : new StockPart(after);
  }

  private static Bson holdOf(String orderId, long quantity) {
    return elemMatch("holds", and(eq("order", orderId), eq("quantity", quantity)));
  }

  private Date now() {
    return Date.from(clock.instant());
  }
}
