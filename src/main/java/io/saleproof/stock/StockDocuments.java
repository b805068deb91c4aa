package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** How stock and its ledger look in the database. */
final class StockDocuments {

  private StockDocuments() {}

  static StockLevel level(Document stock) {
    long onHand = stock.getLong("onHand");
    long reserved = stock.getLong("reserved");
    return new StockLevel(
        new Sku(stock.getString("_id")),
        onHand,
        reserved,
        onHand - reserved,
        stock.getLong("version"),
        stock.getDate("updatedAt").toInstant());
  }

  /** A SKU that nothing is known of yet; its first movement inserts it. */
  static Document nothing(Sku sku, Instant now) {
    return new Document("_id", sku.value())
        .append("onHand", 0L)
        .append("reserved", 0L)
        .append("available", 0L)
        .append("received", 0L)
        .append("sold", 0L)
        .append("writtenOff", 0L)
        .append("version", 0L)
        .append("moves", 0L)
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
        .append("type", "SALE")
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

  static List<Document> outbox(Document stock) {
    return stock.getList("outbox", Document.class, List.of());
  }

  static @Nullable Document inOutbox(Document stock, String entryId) {
    return outbox(stock).stream()
        .filter(entry -> entry.getString("_id").equals(entryId))
        .findFirst()
        .orElse(null);
  }
}
