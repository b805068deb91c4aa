package io.saleproof.stock;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.pushEach;
import static com.mongodb.client.model.Updates.set;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What one part of a SKU's stock should be: it begins as the part is and is then corrected. What is
 * on hand, reserved and available follows from the rest.
 */
final class PartAccount {

  private final StockPart part;
  private final List<Document> holds;
  private final List<Document> sales = new ArrayList<>();
  private long received;
  private long sold;
  private long writtenOff;
  private long moved;

  PartAccount(StockPart part) {
    this.part = part;
    this.holds = new ArrayList<>(part.holds());
    this.received = part.number("received");
    this.sold = part.number("sold");
    this.writtenOff = part.number("writtenOff");
    this.moved = part.number("moved");
  }

  StockPart part() {
    return part;
  }

  void drop(Document hold) {
    // By identity: of two equal holds one stays.
    for (int i = 0; i < holds.size(); i++) {
      if (holds.get(i) == hold) {
        holds.remove(i);
        return;
      }
    }
  }

  void setQuantity(Document hold, long quantity) {
    holds.replaceAll(
        other -> other == hold ? new Document(hold).append("quantity", quantity) : other);
  }

  void add(String orderId, long quantity, Instant until) {
    holds.add(
        new Document("order", orderId)
            .append("quantity", quantity)
            .append("until", Date.from(until)));
  }

  /** Sells what is held, as the order's payment should have done. */
  void sell(Document hold, Instant now) {
    drop(hold);
    long quantity = quantity(hold);
    sold += quantity;
    sales.add(
        StockDocuments.saleEntry(
            StockPart.skuOf(part.id()), hold.getString("order"), quantity, now));
  }

  void correct(long moreReceived, long moreSold, long moreWrittenOff, long moreMoved) {
    received += moreReceived;
    sold += moreSold;
    writtenOff += moreWrittenOff;
    moved += moreMoved;
  }

  long onHand() {
    return received + moved - sold - writtenOff;
  }

  long reserved() {
    return holds.stream().mapToLong(PartAccount::quantity).sum();
  }

  long available() {
    return onHand() - reserved();
  }

  /** Whether it can be so; sales of a bucket may stand in the root's account and the other way. */
  boolean isPossible() {
    return onHand() >= 0 && available() >= 0 && received >= 0 && writtenOff >= 0;
  }

  /** The update that makes it so, or null if it is so already. */
  @Nullable Bson update(Instant now) {
    Bson update =
        combine(
            set("received", received),
            set("sold", sold),
            set("writtenOff", writtenOff),
            set("moved", moved),
            set("onHand", onHand()),
            set("reserved", reserved()),
            set("available", available()),
            set("holds", holds),
            set("open", (long) holds.size()),
            pushEach("outbox", sales),
            inc("version", 1L),
            set("updatedAt", Date.from(now)));
    return isAsItIs() ? null : update;
  }

  private boolean isAsItIs() {
    return received == part.number("received")
        && sold == part.number("sold")
        && writtenOff == part.number("writtenOff")
        && moved == part.number("moved")
        && onHand() == part.onHand()
        && reserved() == part.reserved()
        && available() == part.available()
        && Objects.equals(holds, part.holds());
  }

  static long quantity(Document hold) {
    return hold.get("quantity") instanceof Number number ? number.longValue() : 0;
  }
}
