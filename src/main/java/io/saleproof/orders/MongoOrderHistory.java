package io.saleproof.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Past orders in MongoDB, in the collection of all orders. */
@ApplicationScoped
class MongoOrderHistory implements OrderHistory {

  /** Documents that a cursor brings at a time; an order may have thousands of lines. */
  private static final int CURSOR_BATCH = 100;

  /** So many orders are asked for at once when all are looked at. */
  private static final int SOLD_PAGE = 2_000;

  /** Sorts right after every key of a past order. */
  private static final String AFTER_KEYS = "import;";

  private static final List<String> FIELDS_OF_A_CHANGE =
      List.of(
          "status",
          "version",
          "updatedAt",
          "lines",
          "total",
          "history",
          PastOrderDocuments.RETURNS,
          PastOrderDocuments.CUT);

  private static final List<String> NOT_SOLD =
      Arrays.stream(OrderStatus.values())
          .filter(status -> !status.isSold())
          .map(OrderStatus::label)
          .toList();

  private final Store store;
  private final MongoCollection<Document> orders;
  private final MongoOrders ordinary;

  MongoOrderHistory(Store store) {
    this.store = store;
    this.orders = store.exact(Schema.ORDERS);
    this.ordinary = new MongoOrders(store);
  }

  @Override
  public long lastSeq(CustomerId customer) {
    return ordinary.lastSeq(customer);
  }

  @Override
  public List<PastOrder> findAll(Collection<CustomerId> customers, Collection<String> invoices) {
    return read(and(
            in("customerId", customers.stream().map(CustomerId::value).toList()),
            in("idempotencyKey", invoices.stream().map(PastOrder::keyOf).toList())))
        .map(PastOrderDocuments::pastOrder)
        .into(new ArrayList<>());
  }

  @Override
  public Optional<PastOrder> find(OrderId id) {
    return Optional.ofNullable(read(byId(id)).first()).map(PastOrderDocuments::pastOrder);
  }

  @Override
  public List<PastOrder> insert(List<PastOrder> past) {
    if (past.isEmpty()) {
      return List.of();
    }
    try {
      orders.insertMany(
          past.stream().map(PastOrderDocuments::of).toList(),
          new InsertManyOptions().ordered(false));
      return List.of();
    } catch (MongoBulkWriteException failure) {
      if (!StoreFaults.onlyDuplicateKeys(failure)) {
        throw failure;
      }
      return failure.getWriteErrors().stream()
          .map(BulkWriteError::getIndex)
          .map(past::get)
          .toList();
    }
  }

  @Override
  public boolean replace(PastOrder before, PastOrder after) {
    Document whole = PastOrderDocuments.of(after);
    Document changed = new Document();
    FIELDS_OF_A_CHANGE.forEach(field -> changed.append(field, whole.get(field)));
    changed.append(MongoCountableOrders.OPEN, true);
    if (!before.order().lines().equals(after.order().lines())) {
      changed.append(MongoCountableOrders.CHANGED, true);
    }
    return orders
            .updateOne(
                and(byId(before.order().id()), eq("version", before.order().version())),
                new Document("$set", changed))
            .getMatchedCount()
        == 1;
  }

  @Override
  public List<PastOrder> returnedBy(CustomerId customer, String creditNote) {
    return read(and(
            eq("customerId", customer.value()),
            eq(PastOrderDocuments.RETURNS + ".creditNote", creditNote)))
        .map(PastOrderDocuments::pastOrder)
        .into(new ArrayList<>());
  }

  @Override
  public void visitReturnable(
      CustomerId customer, Collection<Sku> skus, Instant until, Predicate<PastOrder> visitor) {
    Bson filter =
        and(
            eq("customerId", customer.value()),
            eq("status", OrderStatus.DELIVERED.label()),
            gte("idempotencyKey", PastOrder.keyOf("")),
            lt("idempotencyKey", AFTER_KEYS),
            lte("createdAt", Date.from(until)),
            in("lines.sku", skus.stream().map(Sku::value).toList()));
    // By number, which an index holds: no sort in memory, however many orders there are.
    try (MongoCursor<Document> found =
        read(filter).sort(descending("seq")).batchSize(CURSOR_BATCH).cursor()) {
      boolean goOn = true;
      while (goOn && found.hasNext()) {
        goOn = visitor.test(PastOrderDocuments.pastOrder(found.next()));
      }
    }
  }

  @Override
  public void visitSold(ObjLongConsumer<Sku> visitor) {
    String last = "";
    boolean more = true;
    while (more) {
      int read = 0;
      // Page by page: the embedded server holds what it answers, and a page has a time of its own.
      for (Document order : soldAfter(last)) {
        visit(order, "lines", 1, visitor);
        visit(order, PastOrderDocuments.RETURNS, -1, visitor);
        last = order.getString("_id");
        read++;
      }
      more = read == SOLD_PAGE;
    }
  }

  private FindIterable<Document> soldAfter(String id) {
    return store
        .relaxed(Schema.ORDERS)
        .find(and(gt("_id", id), nin("status", NOT_SOLD)))
        .projection(
            Projections.include("lines.sku", "lines.quantity", "returns.sku", "returns.quantity"))
        .sort(ascending("_id"))
        .limit(SOLD_PAGE)
        .batchSize(CURSOR_BATCH)
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS);
  }

  private static void visit(Document order, String list, int sign, ObjLongConsumer<Sku> visitor) {
    for (Document units : order.getList(list, Document.class, List.of())) {
      visitor.accept(new Sku(units.getString("sku")), sign * units.getLong("quantity"));
    }
  }

  private FindIterable<Document> read(Bson filter) {
    return orders.find(filter).maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS);
  }

  private static Bson byId(OrderId id) {
    return and(eq("customerId", id.customer().value()), eq("seq", id.seq()));
  }
}
