package io.saleproof.stock;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** By how much a movement changes the counters; {@code received = onHand + sold + writtenOff}. */
record StockChange(long onHand, long received, long sold, long writtenOff) {

  /**
   * @param before what is on hand, in all parts of the SKU
   */
  static StockChange of(Movement movement, long before) {
    long amount = movement.amount();
    return switch (movement.type()) {
      case RECEIVE -> new StockChange(amount, amount, 0, 0);
      case WRITE_OFF -> new StockChange(-amount, 0, 0, amount);
      case RESTOCK -> new StockChange(amount, 0, -amount, 0);
      case COUNT -> counted(amount - before);
    };
  }

  private static StockChange counted(long difference) {
    return difference >= 0
        ? new StockChange(difference, difference, 0, 0)
        : new StockChange(difference, 0, 0, -difference);
  }

  Bson update() {
    return combine(
        inc("onHand", onHand),
        inc("available", onHand),
        inc("received", received),
        inc("sold", sold),
        inc("writtenOff", writtenOff));
  }

  /** A stock document that has had no movement before this one. */
  Document appliedTo(Document nothing, Sku sku, Movement movement, Instant now) {
    return new Document(nothing)
        .append("onHand", onHand)
        .append("available", onHand)
        .append("received", received)
        .append("sold", sold)
        .append("writtenOff", writtenOff)
        .append("version", 1L)
        .append("moves", 1L)
        .append("outbox", List.of(StockDocuments.entry(sku, movement, onHand, now)));
  }
}
