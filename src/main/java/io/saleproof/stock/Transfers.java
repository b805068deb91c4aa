package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Moves units between the root of a SKU and its buckets, each transfer exactly once.
 *
 * <p>Three writes: the units leave a part and are noted in it with a number; they come to the other
 * part, on the condition that no departure of that number or a later one has come from there; the
 * note is taken away. Whoever finds a note may finish it, and any step may be taken again by
 * anyone, however late: the numbers of a sender only grow, and a part has one departure at a time.
 * Units on their way stay on hand and available in every account of the SKU.
 */
final class Transfers {

  private final MongoCollection<Document> stock;
  private final Clock clock;

  Transfers(Store store, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.clock = clock;
  }

  /**
   * Moves available units.
   *
   * @return false if the part is no more as it was read, so that they can't leave it; nothing was
   *     moved then
   */
  boolean move(StockPart from, String to, long units) {
    return move(from, to, units, 0);
  }

  /** Moves available units and sales made here, which the other part goes on to account for. */
  boolean move(StockPart from, String to, long units, long sold) {
    StockPart.Departure departure =
        new StockPart.Departure(from.id(), to, from.number("sent") + 1, units, sold, from.fence());
    if (!depart(from, departure)) {
      return false;
    }
    finish(departure);
    return true;
  }

  /**
   * Holds may come and go meanwhile, so long as the units are there. What the departure was built
   * on must be as it was read: number, fence, sales, whether units may leave and how many buckets
   * there are, and that nothing is on its way.
   */
  private boolean depart(StockPart from, StockPart.Departure departure) {
    if (from.departure() != null || from.available() < departure.units()) {
      return false;
    }
    Document out =
        new Document("no", departure.no())
            .append("to", departure.to())
            .append("units", departure.units())
            .append("sold", departure.sold())
            .append("fence", departure.fence());
    return stock
            .updateOne(
                and(
                    eq("_id", from.id()),
                    gte("available", departure.units()),
                    departure.sold() == 0 ? exists("sold") : asRead(from, "sold"),
                    exists("out", false),
                    asRead(from, "sent"),
                    asRead(from, "fence"),
                    asRead(from, "buckets"),
                    asRead(from, "closing")),
                combine(
                    inc("onHand", -departure.units()),
                    inc("available", -departure.units()),
                    inc("sold", -departure.sold()),
                    inc("moved", -departure.units() - departure.sold()),
                    set("sent", departure.no()),
                    set("out", out),
                    inc("version", 1L),
                    set("updatedAt", now())))
            .getModifiedCount()
        == 1;
  }

  /** A field that was missing is null, which a missing one equals. */
  private static Bson asRead(StockPart part, String field) {
    return eq(field, part.document().get(field));
  }

  /** Brings a departure to its end; nothing if it has ended. */
  void finish(StockPart.Departure departure) {
    arrive(departure);
    stock.updateOne(
        and(eq("_id", departure.from()), eq("out.no", departure.no())),
        combine(unset("out"), inc("version", 1L)));
  }

  private void arrive(StockPart.Departure departure) {
    try {
      add(departure, true);
    } catch (MongoWriteException thereAlready) {
      if (!StoreFaults.isDuplicateKey(thereAlready)) {
        throw thereAlready;
      }
      // The part is there, so the upsert would have made a second one: because it has this
      // departure
      // already, or because it was made at this very moment.
      add(departure, false);
    }
  }

  private void add(StockPart.Departure departure, boolean make) {
    String arrived = "in." + StockPart.name(departure.from());
    stock.updateOne(
        and(eq("_id", departure.to()), not(gte(arrived, departure.no()))),
        combine(
            inc("onHand", departure.units()),
            inc("available", departure.units()),
            inc("sold", departure.sold()),
            inc("moved", departure.units() + departure.sold()),
            set(arrived, departure.no()),
            max("fence", departure.fence()),
            inc("version", 1L),
            set("updatedAt", now()),
            setOnInsert("reserved", 0L),
            setOnInsert("received", 0L),
            setOnInsert("writtenOff", 0L),
            setOnInsert("moves", 0L),
            setOnInsert("holds", List.of()),
            setOnInsert("outbox", List.of())),
        new UpdateOptions().upsert(make));
  }

  private Date now() {
    return Date.from(clock.instant());
  }
}
