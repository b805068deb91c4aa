package io.saleproof.stock;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Carries out movements, each at most once.
 *
 * <p>A movement first looks for its id in the ledger, then changes the counters on the condition
 * that no other movement took place since it read the document ({@code moves}). So of two that run
 * with one id at the same time one is refused, looks again and finds the other. Holds and sales do
 * not count as moves and never make a movement try again, unless it depends on the exact version.
 */
final class Movements {

  /** How often a movement that lost a race tries again. */
  static final int MAX_TRIES = 64;

  private final Store store;
  private final MongoCollection<Document> stock;
  private final StockLedger ledger;
  private final Clock clock;

  Movements(Store store, StockLedger ledger, Clock clock) {
    this.store = store;
    this.stock = store.exact(Schema.STOCK);
    this.ledger = ledger;
    this.clock = clock;
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
    Document read = read(sku);
    String entryId = StockDocuments.entryId(sku, movement.id());
    MoveResult repeated = repeated(sku, movement, read, entryId);
    if (repeated != null) {
      return repeated;
    }
    Document base = read == null ? StockDocuments.nothing(sku, clock.instant()) : read;
    long version = base.getLong("version");
    if (movement.expectedVersion() != null && movement.expectedVersion() != version) {
      return new MoveResult.Stale(version);
    }
    Change change = Change.of(movement, base);
    long available = base.getLong("available") + change.onHand();
    if (available < 0) {
      return new MoveResult.Insufficient(base.getLong("onHand"), base.getLong("reserved"));
    }
    Document after = apply(sku, movement, change, base, read == null);
    if (after == null) {
      return null;
    }
    ledger.empty(after);
    return new MoveResult.Moved(ledger.answer(sku, entryId));
  }

  private @Nullable MoveResult repeated(
      Sku sku, Movement movement, @Nullable Document read, String entryId) {
    if (read != null && StockDocuments.inOutbox(read, entryId) != null) {
      ledger.empty(read);
    }
    Document entry = ledger.find(sku, entryId);
    if (entry == null) {
      return null;
    }
    return movement.asksTheSameAs(StockDocuments.movementOf(entry))
        ? new MoveResult.Repeated(StockDocuments.answerOf(sku, entry))
        : new MoveResult.IdTaken();
  }

  private @Nullable Document apply(
      Sku sku, Movement movement, Change change, Document base, boolean first) {
    Instant now = clock.instant();
    Document entry = StockDocuments.entry(sku, movement, change.onHand(), now);
    if (first) {
      return insert(change.appliedTo(base, entry));
    }
    return stock.findOneAndUpdate(
        condition(sku, movement, change, base),
        combine(
            change.update(),
            inc("version", 1L),
            inc("moves", 1L),
            push("outbox", entry),
            set("updatedAt", Date.from(now))),
        new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER)
            .projection(Projections.exclude("holds"))
            .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
  }

  private static Bson condition(Sku sku, Movement movement, Change change, Document base) {
    Document condition = new Document("_id", sku.value()).append("moves", base.getLong("moves"));
    if (change.onHand() < 0) {
      condition.append("available", new Document("$gte", -change.onHand()));
    }
    // What was counted, and what a caller has seen, are about one exact version.
    if (movement.type() == Movement.Type.COUNT || movement.expectedVersion() != null) {
      condition.append("version", base.getLong("version"));
    }
    return condition;
  }

  private @Nullable Document insert(Document document) {
    try {
      stock.insertOne(document);
      return document;
    } catch (MongoWriteException taken) {
      if (StoreFaults.isDuplicateKey(taken)) {
        return null;
      }
      throw taken;
    }
  }

  /** The first stock of a SKU, as a document to insert. */
  Document opening(Sku sku, long quantity) {
    Instant now = clock.instant();
    Document nothing = StockDocuments.nothing(sku, now);
    if (quantity == 0) {
      return nothing.append("version", 1L);
    }
    Movement opening =
        new Movement("opening", Movement.Type.RECEIVE, quantity, null, "opening stock");
    Change change = Change.of(opening, nothing);
    return change.appliedTo(nothing, StockDocuments.entry(sku, opening, change.onHand(), now));
  }

  private @Nullable Document read(Sku sku) {
    return stock
        .find(eq("_id", sku.value()))
        .projection(Projections.exclude("holds"))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .first();
  }

  /** By how much a movement changes the counters; {@code received = onHand + sold + writtenOff}. */
  private record Change(long onHand, long received, long sold, long writtenOff) {

    static Change of(Movement movement, Document base) {
      long amount = movement.amount();
      return switch (movement.type()) {
        case RECEIVE -> new Change(amount, amount, 0, 0);
        case WRITE_OFF -> new Change(-amount, 0, 0, amount);
        case RESTOCK -> new Change(amount, 0, -amount, 0);
        case COUNT -> counted(amount - base.getLong("onHand"));
      };
    }

    private static Change counted(long difference) {
      return difference >= 0
          ? new Change(difference, difference, 0, 0)
          : new Change(difference, 0, 0, -difference);
    }

    Bson update() {
      return combine(
          List.of(
              inc("onHand", onHand),
              inc("available", onHand),
              inc("received", received),
              inc("sold", sold),
              inc("writtenOff", writtenOff)));
    }

    Document appliedTo(Document base, Document entry) {
      return new Document(base)
          .append("onHand", base.getLong("onHand") + onHand)
          .append("available", base.getLong("available") + onHand)
          .append("received", base.getLong("received") + received)
          .append("sold", base.getLong("sold") + sold)
          .append("writtenOff", base.getLong("writtenOff") + writtenOff)
          .append("version", base.getLong("version") + 1)
          .append("moves", base.getLong("moves") + 1)
          .append("outbox", List.of(entry));
    }
  }
}
