package io.saleproof.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The notes are fields of the orders themselves; no other code reads them. */
@ApplicationScoped
class MongoCountableOrders implements CountableOrders {

  /** Says that the note may be wrong; absent otherwise, so that its index holds little. */
  static final String OPEN = "uncounted";

  /** Says that lines came to an order that was there; goes when it is noted. */
  static final String CHANGED = "recount";

  private static final String COUNTED = "countedAs";
  private static final String ROUND = "countedIn";

  /** So many orders are asked for at once when all are looked at. */
  private static final int PAGE = 1_000;

  private static final int CURSOR_BATCH = 100;

  private static final List<String> THAT_COUNT =
      Arrays.stream(OrderStatus.values())
          .filter(OrderStatus::isSold)
          .map(OrderStatus::label)
          .toList();

  private final Store store;
  private final MongoCollection<Document> orders;

  MongoCountableOrders(Store store) {
    this.store = store;
    this.orders = store.exact(Schema.ORDERS);
  }

  @Override
  public List<Open> open(int limit) {
    return read(eq(OPEN, true))
        .limit(limit)
        .map(MongoCountableOrders::openOf)
        .into(new ArrayList<>());
  }

  @Override
  public long countOpen(int cap) {
    return orders.countDocuments(
        eq(OPEN, true),
        new CountOptions().limit(cap).maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public Page page(@Nullable OrderId after, int limit) {
    List<Document> page =
        bounded(orders.find(gt("_id", after == null ? "" : after.toString())))
            .projection(
                Projections.include(
                    "customerId", "seq", "version", "status", COUNTED, CHANGED, OPEN, ROUND))
            .sort(ascending("_id"))
            .limit(limit)
            .into(new ArrayList<>());
    List<Open> open =
        page.stream()
            .filter(order -> order.getBoolean(OPEN, false) || !order.containsKey(ROUND))
            .map(MongoCountableOrders::openOf)
            .toList();
    return new Page(open, page.size() < limit ? null : OrderDocuments.idOf(page.getLast()));
  }

  @Override
  public List<Open> findAll(Collection<OrderId> ids) {
    // With the customers, so that it reaches their shards only.
    return read(and(
            in("customerId", ids.stream().map(id -> id.customer().value()).distinct().toList()),
            in("_id", ids.stream().map(OrderId::toString).toList())))
        .map(MongoCountableOrders::openOf)
        .into(new ArrayList<>());
  }

  @Override
  public void note(List<Note> notes, long round) {
    if (notes.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (Note note : notes) {
      Bson older =
          and(
              eq("customerId", note.id().customer().value()),
              eq("seq", note.id().seq()),
              not(gte(ROUND, round)));
      Bson noted = combine(set(COUNTED, note.counted()), set(ROUND, round));
      writes.add(
          new UpdateOneModel<>(
              and(older, eq("version", note.version())),
              combine(noted, unset(OPEN), unset(CHANGED))));
      // It has changed since: what the counts have is noted all the same, and it stays open.
      writes.add(new UpdateOneModel<>(older, noted));
    }
    orders.bulkWrite(writes, new BulkWriteOptions().ordered(true));
  }

  @Override
  public void visitCounted(Consumer<List<Sku>> visitor) {
    String last = "";
    boolean more = true;
    while (more) {
      int read = 0;
      // Page by page: the embedded server holds what it answers, and a page has a time of its own.
      for (Document order :
          bounded(orders.find(and(gt("_id", last), eq(COUNTED, true))))
              .projection(Projections.include("lines.sku"))
              .sort(ascending("_id"))
              .limit(PAGE)) {
        visitor.accept(skus(order));
        last = order.getString("_id");
        read++;
      }
      more = read == PAGE;
    }
  }

  @Override
  public List<List<Sku>> latest(CustomerId customer, int limit) {
    return bounded(
            store
                .relaxed(Schema.ORDERS)
                .find(and(eq("customerId", customer.value()), in("status", THAT_COUNT))))
        .projection(Projections.include("lines.sku"))
        .sort(descending("seq"))
        .limit(limit)
        .map(MongoCountableOrders::skus)
        .into(new ArrayList<>());
  }

  private FindIterable<Document> read(Bson filter) {
    return bounded(orders.find(filter))
        .projection(
            Projections.include(
                "customerId", "seq", "version", "status", "lines.sku", COUNTED, CHANGED));
  }

  private FindIterable<Document> bounded(FindIterable<Document> find) {
    return find.batchSize(CURSOR_BATCH).maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS);
  }

  private static Open openOf(Document order) {
    return new Open(
        OrderDocuments.idOf(order),
        order.getLong("version"),
        THAT_COUNT.contains(order.getString("status")),
        order.getBoolean(COUNTED, false),
        order.getBoolean(CHANGED, false),
        skus(order));
  }

  private static List<Sku> skus(Document order) {
    return order.getList("lines", Document.class, List.of()).stream()
        .map(line -> new Sku(line.getString("sku")))
        .toList();
  }
}
