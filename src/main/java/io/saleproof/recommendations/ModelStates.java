package io.saleproof.recommendations;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.orders.OrderId;
import io.saleproof.recommendations.ModelState.Change;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ModelState} in one document. Every change names the epoch and the round that it
 * follows from: a keeper that was taken over changes nothing any more.
 */
final class ModelStates {

  private static final String ID = "model";
  private static final String EPOCH = "epoch";
  private static final String GENERATION = "of";
  private static final String ROUND = "round";
  private static final String ORDERS = "orders";
  private static final String REBUILDING = "rebuilding";
  private static final String BATCH = "batch";
  private static final String KEPT_AT = "keptAt";
  private static final String REBUILT_AT = "rebuiltAt";

  private final Store store;
  private final Clock clock;

  ModelStates(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Someone else keeps the model now. */
  static final class TakenOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    TakenOver() {
      super("another keeper has taken over");
    }
  }

  /** For readers; a secondary's when there is no primary. */
  ModelState read() {
    Document found =
        store
            .relaxed(Schema.COMPANIONS)
            .find(eq("_id", ID))
            .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
            .first();
    return found == null ? ModelState.NONE : state(found);
  }

  /** Fences whoever kept the model until now. */
  ModelState takeOver() {
    // A model that begins anew, because someone deleted it, must not begin with rounds that orders
    // have notes of already.
    Bson taken = combine(inc(EPOCH, 1L), setOnInsert(ROUND, clock.millis()));
    return update(eq("_id", ID), taken, true).orElseThrow(TakenOver::new);
  }

  /** Begins a round. */
  ModelState begin(ModelState state, List<Change> batch) {
    return change(
        state,
        combine(
            set(ROUND, state.round() + 1), set(BATCH, batch.stream().map(this::change).toList())));
  }

  /** Everything of the round's batch is done. */
  ModelState finish(ModelState state) {
    long more = state.batch().stream().mapToLong(Change::by).sum();
    return change(state, combine(set(ORDERS, state.orders() + more), set(BATCH, List.of())));
  }

  ModelState keptAt(ModelState state, Instant now) {
    return change(state, set(KEPT_AT, Date.from(now)));
  }

  /** From now on only a count from scratch helps. */
  ModelState rebuilding(ModelState state) {
    return change(state, set(REBUILDING, true));
  }

  /** Lets readers have what was counted from scratch. */
  ModelState rebuilt(ModelState state, long generation, long orders, Instant now) {
    return change(
        state,
        combine(
            set(GENERATION, generation),
            set(ORDERS, orders),
            set(REBUILDING, false),
            set(KEPT_AT, Date.from(now)),
            set(REBUILT_AT, Date.from(now))));
  }

  private ModelState change(ModelState state, Bson change) {
    Bson unchanged = and(eq("_id", ID), eq(EPOCH, state.epoch()), eq(ROUND, state.round()));
    return update(unchanged, change, false).orElseThrow(TakenOver::new);
  }

  private Optional<ModelState> update(Bson condition, Bson change, boolean upsert) {
    return Optional.ofNullable(
            store
                .exact(Schema.COMPANIONS)
                .findOneAndUpdate(
                    condition,
                    change,
                    new FindOneAndUpdateOptions()
                        .upsert(upsert)
                        .returnDocument(ReturnDocument.AFTER)
                        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)))
        .map(ModelStates::state);
  }

  private Document change(Change change) {
    return new Document("order", change.order().toString())
        .append("version", change.version())
        .append("by", change.by())
        .append("counted", change.counted());
  }

  private static ModelState state(Document document) {
    return new ModelState(
        number(document, EPOCH),
        number(document, GENERATION),
        number(document, ROUND),
        number(document, ORDERS),
        document.getBoolean(REBUILDING, false),
        document.getList(BATCH, Document.class, List.of()).stream()
            .map(
                change ->
                    new Change(
                        OrderId.parse(change.getString("order")).orElseThrow(),
                        change.getLong("version"),
                        change.getInteger("by"),
                        change.getBoolean("counted")))
            .toList(),
        time(document, KEPT_AT),
        time(document, REBUILT_AT));
  }

  private static long number(Document document, String field) {
    return document.get(field, 0L);
  }

  private static @Nullable Instant time(Document document, String field) {
    Date date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }
}
