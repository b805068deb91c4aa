package io.saleproof.orders;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Orders in MongoDB. Every filter begins with the customer, so that it reaches one shard. */
final class MongoOrders implements OrderStore {

  private final MongoCollection<Document> orders;
  private final long maxTimeMillis;

  MongoOrders(Store store) {
    this.orders = store.exact(Schema.ORDERS);
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
  public boolean insert(Order order, Instant dueAt) {
    try {
      orders.insertOne(OrderDocuments.of(order, dueAt));
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
      OrderId id, OrderChange change, List<Shortage> shortages, @Nullable Instant dueAt) {
    Document after =
        orders.findOneAndUpdate(
            and(
                ofCustomer(id.customer()),
                eq("seq", id.seq()),
                eq("version", change.version() - 1)),
            combine(
                set("status", change.status().label()),
                set("version", change.version()),
                set("updatedAt", Date.from(change.at())),
                set("dueAt", OrderDocuments.date(dueAt)),
                set("shortages", shortages.stream().map(OrderDocuments::shortage).toList()),
                push("history", OrderDocuments.change(change))),
            new FindOneAndUpdateOptions()
                .returnDocument(ReturnDocument.AFTER)
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
    return Optional.ofNullable(after).map(OrderDocuments::order);
  }

  @Override
  public void settle(OrderId id, long version, @Nullable Instant dueAt) {
    orders.updateOne(
        and(ofCustomer(id.customer()), eq("seq", id.seq()), eq("version", version)),
        set("dueAt", OrderDocuments.date(dueAt)));
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
