package io.saleproof.stock;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Carries out movements, each at most once; of a split SKU they change the root.
 *
 * <p>A movement first looks for its id in the ledger, then changes the counters on the condition
 * that no other movement took place since it read the document ({@code moves}). So of two that run
 * with one id at the same time one is refused, looks again and finds the other. Holds and sales do
 * not count as moves and never make a movement try again, unless it depends on the exact version.
 */
final class Movements {

  /** How often a movement that lost a race tries again. */
  static final int MAX_TRIES = 64;

  private final MongoCollection<Document> stock;
  private final StockReader reader;
  private final StockLedger ledger;
  private final HoldSearch search;
  private final Clock clock;
  private final long maxTimeMillis;

  Movements(Store store, StockReader reader, StockLedger ledger, HoldSearch search, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.reader = reader;
    this.ledger = ledger;
    this.search = search;
    this.clock = clock;
    this.maxTimeMillis = store.maxTimeMillis();
  }

  MoveResult carryOut(Sku sku, Movement movement) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      MoveResult result = tryOnce(sku, movement);
      if (result != null) {
        return result;
      }
    }
    return new MoveResult.Contended();
  }

  /** The result, or null if another movement came between. */
  private @Nullable MoveResult tryOnce(Sku sku, Movement movement) {
    StockParts parts = reader.parts(sku, StockReader.WITHOUT_HOLDS);
    String entryId = StockDocuments.entryId(sku, movement.id());
    MoveResult repeated = repeated(sku, movement, parts, entryId);
    if (repeated != null) {
      return repeated;
    }
    if (parts == null) {
      return first(sku, movement, entryId);
    }
    if (movement.expectedVersion() != null && movement.expectedVersion() != parts.version()) {
      return new MoveResult.Stale(parts.version());
    }
    StockChange change = StockChange.of(movement, parts.onHand());
    if (parts.available() + change.onHand() < 0) {
      return new MoveResult.Insufficient(parts.onHand(), parts.reserved());
    }
    if (parts.root().available() + change.onHand() < 0) {
      search.gather(parts, -change.onHand());
      return null;
    }
    StockPart after = apply(parts.root(), movement, change);
    return after == null ? null : moved(sku, after, entryId);
  }

  private MoveResult moved(Sku sku, StockPart after, String entryId) {
    ledger.copy(after);
    return new MoveResult.Moved(ledger.answer(sku, entryId));
  }

  private @Nullable MoveResult repeated(
      Sku sku, Movement movement, @Nullable StockParts parts, String entryId) {
    if (parts != null && StockDocuments.has(parts.root().outbox(), entryId)) {
      ledger.copy(parts.root());
    }
    Document entry = ledger.find(sku, entryId);
    if (entry == null) {
      return null;
    }
    return movement.asksTheSameAs(StockDocuments.movementOf(entry))
        ? new MoveResult.Repeated(StockDocuments.answerOf(sku, entry))
        : new MoveResult.IdTaken();
  }

  /** The first movement of a SKU makes its record. */
  private @Nullable MoveResult first(Sku sku, Movement movement, String entryId) {
    StockChange change = StockChange.of(movement, 0);
    if (movement.expectedVersion() != null && movement.expectedVersion() != 0) {
      return new MoveResult.Stale(0);
    }
    if (change.onHand() < 0) {
      return new MoveResult.Insufficient(0, 0);
    }
    Instant now = clock.instant();
    Document first = change.appliedTo(StockDocuments.nothing(sku, now), sku, movement, now);
    try {
      stock.insertOne(first);
      return moved(sku, new StockPart(first), entryId);
    } catch (MongoWriteException taken) {
      if (StoreFaults.isDuplicateKey(taken)) {
        return null;
      }
      throw taken;
    }
  }

  private @Nullable StockPart apply(StockPart root, Movement movement, StockChange change) {
    Instant now = clock.instant();
    Sku sku = StockPart.skuOf(root.id());
    Document after =
        stock.findOneAndUpdate(
            condition(root, movement, change),
            combine(
                change.update(),
                inc("version", 1L),
                inc("moves", 1L),
                push("outbox", StockDocuments.entry(sku, movement, change.onHand(), now)),
                set("updatedAt", Date.from(now))),
            new FindOneAndUpdateOptions()
                .returnDocument(ReturnDocument.AFTER)
                .projection(StockReader.WITHOUT_HOLDS)
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
    return after == null ? null : new StockPart(after);
  }

  private static Bson condition(StockPart root, Movement movement, StockChange change) {
    Document condition = new Document("_id", root.id()).append("moves", root.number("moves"));
    if (change.onHand() < 0) {
      condition.append("available", new Document("$gte", -change.onHand()));
    }
    // What was counted, and what a caller has seen, are about one exact version.
    if (movement.type() == Movement.Type.COUNT || movement.expectedVersion() != null) {
      condition.append("version", root.version());
    }
    return condition;
  }
}
