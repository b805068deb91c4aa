package io.saleproof.stock;

import static com.mongodb.client.model.Updates.setOnInsert;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** How stock and its ledger look in the database. */
final class StockDocuments {

  private static final String SALE = "SALE";
  private static final List<String> NUMBERS =
      List.of("onHand", "reserved", "available", "received", "sold", "writtenOff", "moves");

  private StockDocuments() {}

  /** A SKU that nothing is known of yet; its first movement inserts it. */
  static Document nothing(Sku sku, Instant now) {
    Document nothing = new Document("_id", sku.value());
    NUMBERS.forEach(field -> nothing.append(field, 0L));
    return nothing
        .append("version", 0L)
        .append("holds", List.of())
        .append("outbox", List.of())
        .append("updatedAt", Date.from(now));
  }

  /**
   * A ledger entry.
   *
   * @param change signed change of what is on hand
   */
  static Document entry(Sku sku, Movement movement, long change, Instant now) {
    return new Document("_id", entryId(sku, movement.id()))
        .append("sku", sku.value())
        .append("movement", movement.id())
        .append("type", movement.type().name())
        .append("amount", movement.amount())
        .append("change", change)
        .append("reason", movement.reason())
        .append("at", Date.from(now));
  }

  static Document saleEntry(Sku sku, String orderId, long quantity, Instant now) {
    return new Document("_id", entryId(sku, "sale:" + orderId))
        .append("sku", sku.value())
        .append("movement", "sale:" + orderId)
        .append("type", SALE)
        .append("amount", quantity)
        .append("change", -quantity)
        .append("at", Date.from(now));
  }

  /** A movement's id is unique within its SKU, so that one shard can tell. */
  static String entryId(Sku sku, String movementId) {
    return sku.value() + "/" + movementId;
  }

  static Movement movementOf(Document entry) {
    return new Movement(
        entry.getString("movement"),
        Movement.Type.valueOf(entry.getString("type")),
        entry.getLong("amount"),
        null,
        entry.getString("reason"));
  }

  static Document answer(StockLevel level) {
    return new Document("onHand", level.onHand())
        .append("reserved", level.reserved())
        .append("version", level.version())
        .append("asOf", Date.from(level.asOf()));
  }

  static StockLevel answerOf(Sku sku, Document entry) {
    Document answer = entry.get("answer", Document.class);
    long onHand = answer.getLong("onHand");
    long reserved = answer.getLong("reserved");
    return new StockLevel(
        sku,
        onHand,
        reserved,
        onHand - reserved,
        answer.getLong("version"),
        answer.getDate("asOf").toInstant());
  }

  /** The same as {@link #nothing} for an upsert that sets version and time itself. */
  static Bson nothingOnInsert() {
    Document nothing = new Document("holds", List.of()).append("outbox", List.of());
    NUMBERS.forEach(field -> nothing.append(field, 0L));
    return setOnInsert(nothing);
  }

  static boolean isSale(Document entry) {
    return SALE.equals(entry.getString("type"));
  }

  static boolean has(List<Document> entries, String entryId) {
    return entries.stream().anyMatch(entry -> entry.getString("_id").equals(entryId));
  }
}
