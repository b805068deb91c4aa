package io.saleproof.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The conditional updates of an order's document. Each says what it was read as, and finds nothing
 * to update if that has changed: this is what makes late actors harmless. The server bounds their
 * time.
 */
final class OrderUpdates {

  private final MongoCollection<Document> orders;
  private final long maxTimeMillis;

  OrderUpdates(Store store) {
    this.orders = store.exact(Schema.ORDERS);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  Optional<Order> append(
      Order read, OrderChange change, List<Shortage> shortages, @Nullable Instant dueAt) {
    Bson appended =
        combine(
            set("status", change.status().label()),
            set("version", change.version()),
            set("updatedAt", Date.from(change.at())),
            dueAt(dueAt),
            set("shortages", shortages.stream().map(OrderDocuments::shortage).toList()),
            push("history", OrderDocuments.change(change)));
    return update(
        and(inTurn(read), eq("version", change.version() - 1)),
        read.status().isSold() == change.status().isSold()
            ? appended
            : combine(appended, set(MongoCountableOrders.OPEN, true)));
  }

  Optional<Order> claim(Order read, OrderTurn next, Instant dueAt) {
    return update(
        and(
            inTurn(read),
            eq("version", read.version()),
            eq("dueAt", OrderDocuments.date(read.dueAt()))),
        combine(
            set("attempt", next.number()),
            set("ticket", next.ticket()),
            set("fence", next.fence()),
            dueAt(dueAt)));
  }

  void settle(Order done) {
    var unused =
        update(and(inTurn(done), eq("version", done.version())), dueAt(done.dueOnceSettled()));
  }

  void hurry(Order order, Instant now) {
    var unused = update(and(inTurn(order), eq("idempotencyKey", order.key())), dueAt(now));
  }

  private Optional<Order> update(Bson condition, Bson change) {
    return Optional.ofNullable(
            orders.findOneAndUpdate(
                condition,
                change,
                new FindOneAndUpdateOptions()
                    .returnDocument(ReturnDocument.AFTER)
                    .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)))
        .map(OrderDocuments::order);
  }

  /** {@code due} tells by equality what is open at all; every index can find that. */
  private static Bson dueAt(@Nullable Instant dueAt) {
    return combine(set("due", dueAt != null), set("dueAt", OrderDocuments.date(dueAt)));
  }

  private static Bson inTurn(Order read) {
    int number = read.turn().number();
    return and(
        eq("customerId", read.customer().value()),
        eq("seq", read.id().seq()),
        // Orders stored by a version without turns are in their first.
        number == 1 ? in("attempt", Arrays.asList(1, null)) : eq("attempt", number));
  }
}
