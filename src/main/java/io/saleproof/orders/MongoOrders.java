package io.saleproof.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Orders in MongoDB. Every filter begins with the customer, so that it reaches one shard. */
final class MongoOrders implements OrderStore {

  private static final Logger LOG = Logger.getLogger(MongoOrders.class);

  private final MongoCollection<Document> orders;
  private final OrderUpdates updates;
  private final long maxTimeMillis;

  MongoOrders(Store store) {
    this.orders = store.exact(Schema.ORDERS);
    this.updates = new OrderUpdates(store);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  @Override
  public Optional<Order> find(OrderId id) {
    return first(and(ofCustomer(id.customer()), eq("seq", id.seq())));
  }

  @Override
  public Optional<Order> findByKey(CustomerId customer, String key) {
    return first(and(ofCustomer(customer), eq("idempotencyKey", key)));
  }

  @Override
  public Optional<Order> findByMoveKey(CustomerId customer, String key) {
    return first(and(ofCustomer(customer), eq("history.key", key)));
  }

  @Override
  public List<Order> findAll(Collection<OrderId> ids) {
    // With the customers, so that it reaches their shards only.
    return bounded(
            orders.find(
                and(
                    in("customerId", ids.stream().map(id -> id.customer().value()).toList()),
                    in("_id", ids.stream().map(OrderId::toString).toList()))))
        .map(OrderDocuments::order)
        .into(new ArrayList<>());
  }

  @Override
  public long lastSeq(CustomerId customer) {
    Document last =
        bounded(orders.find(ofCustomer(customer)))
            .projection(Projections.include("seq"))
            .sort(descending("seq"))
            .limit(1)
            .first();
    return last == null ? 0 : last.getLong("seq");
  }

  @Override
  public Optional<Order> newest(CustomerId customer) {
    Document last =
        bounded(orders.find(ofCustomer(customer))).sort(descending("seq")).limit(1).first();
    return Optional.ofNullable(last).map(OrderDocuments::order);
  }

  @Override
  public boolean insert(Order order) {
    try {
      orders.insertOne(OrderDocuments.of(order));
      return true;
    } catch (MongoWriteException taken) {
      if (StoreFaults.isDuplicateKey(taken)) {
        return false;
      }
      throw taken;
    }
  }

  @Override
  public Optional<Order> append(
      Order read, OrderChange change, List<Shortage> shortages, @Nullable Instant dueAt) {
    return updates.append(read, change, shortages, dueAt);
  }

  @Override
  public Optional<Order> claim(Order read, OrderTurn next, Instant dueAt) {
    return updates.claim(read, next, dueAt);
  }

  @Override
  public void settle(Order done) {
    updates.settle(done);
  }

  @Override
  public void hurry(Order order, Instant now) {
    updates.hurry(order, now);
  }

  @Override
  public List<Order> due(Instant now, int limit) {
    List<Order> due = new ArrayList<>();
    bounded(orders.find(dueUntil(now)))
        .sort(ascending("dueAt"))
        .limit(limit)
        .forEach(document -> readable(document).ifPresent(due::add));
    return due;
  }

  /** One order that can't be read must not keep the others from being settled. */
  private static Optional<Order> readable(Document document) {
    try {
      return Optional.of(OrderDocuments.order(document));
    } catch (RuntimeException broken) {
      LOG.errorf(broken, "order %s can't be read", document.get("_id"));
      return Optional.empty();
    }
  }

  @Override
  public List<Order> placedWith(Collection<Sku> skus, int limit) {
    // Every placed order has a due time, so the index of what is due keeps out all the others.
    return bounded(
            orders.find(
                and(
                    eq("due", true),
                    eq("status", OrderStatus.PLACED.label()),
                    in("lines.sku", skus.stream().map(Sku::value).toList()))))
        .limit(limit)
        .map(OrderDocuments::order)
        .into(new ArrayList<>());
  }

  @Override
  public long countDue(Instant since, int cap) {
    return orders.countDocuments(
        dueUntil(since),
        new CountOptions().limit(cap).maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
  }

  private static Bson dueUntil(Instant time) {
    return and(eq("due", true), lte("dueAt", OrderDocuments.date(time)));
  }

  @Override
  public List<Order> list(
      CustomerId customer, Collection<OrderStatus> statuses, long before, int limit) {
    return bounded(orders.find(and(filter(customer, statuses), lt("seq", before))))
        .sort(descending("seq"))
        .limit(limit)
        .map(OrderDocuments::order)
        .into(new ArrayList<>());
  }

  @Override
  public long count(CustomerId customer, Collection<OrderStatus> statuses, int cap) {
    return orders.countDocuments(
        filter(customer, statuses),
        new CountOptions().limit(cap).maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
  }

  private Optional<Order> first(Bson filter) {
    return Optional.ofNullable(bounded(orders.find(filter)).first()).map(OrderDocuments::order);
  }

  private FindIterable<Document> bounded(FindIterable<Document> find) {
    return find.maxTime(maxTimeMillis, TimeUnit.MILLISECONDS);
  }

  private static Bson filter(CustomerId customer, Collection<OrderStatus> statuses) {
    return statuses.isEmpty()
        ? ofCustomer(customer)
        : and(
            ofCustomer(customer), in("status", statuses.stream().map(OrderStatus::label).toList()));
  }

  private static Bson ofCustomer(CustomerId customer) {
    return eq("customerId", customer.value());
  }
}
