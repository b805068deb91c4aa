package io.saleproof.customers;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The customers of the shop. Reads are exact: they come from the primary and show every
 * acknowledged write. Every change raises the version by one; versions begin at 1.
 *
 * <p>Failures of the database leave as the driver's exceptions; after one of those, whether a write
 * took place is not known.
 */
@ApplicationScoped
public class Customers {

  /** How many customers one call may make sure of; the caller cuts longer lists. */
  public static final int MAX_BULK = 1_000;

  /** How often a patch of whatever version there is tries again when others write in between. */
  private static final int MAX_TRIES = 10;

  /** A customer as an import knows it. */
  public record Known(CustomerId id, String name, @Nullable String country) {}

  private final Store store;
  private final Clock clock;

  Customers(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public Optional<Customer> find(CustomerId id) {
    return Optional.ofNullable(
            collection()
                .find(Filters.eq("_id", id.value()))
                .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
                .first())
        .map(CustomerDocuments::read);
  }

  public boolean exists(CustomerId id) {
    return collection()
            .find(Filters.eq("_id", id.value()))
            .projection(Projections.include("_id"))
            .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
            .first()
        != null;
  }

  /** Makes the customer if there is none of this id; one that is there stays as it is. */
  public void ensure(CustomerId id, String name, @Nullable String country) {
    ensureAll(List.of(new Known(id, name, country)));
  }

  /**
   * The same for many at once, in one round trip.
   *
   * @param customers at most {@value #MAX_BULK}
   */
  public void ensureAll(Collection<Known> customers) {
    if (customers.size() > MAX_BULK) {
      throw new IllegalArgumentException("at most " + MAX_BULK + " customers at once");
    }
    if (customers.isEmpty()) {
      return;
    }
    try {
      collection()
          .bulkWrite(
              customers.stream().map(this::insertIfAbsent).toList(),
              new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException failure) {
      // Someone else made the same customer in the same moment: it is there, as was wanted.
      boolean onlyDuplicates =
          failure.getWriteConcernError() == null
              && failure.getWriteErrors().stream()
                  .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
      if (!onlyDuplicates) {
        throw failure;
      }
    }
  }

  /** Writes the whole customer if it is as expected. */
  CustomerWrite put(CustomerId id, CustomerInput input, Expected expected) {
    return switch (expected) {
      case Expected.Absent absent -> create(id, input);
      case Expected.Present present -> replace(id, input, present, new Document());
      case Expected.OneOf one ->
          replace(id, input, one, Filters.in(CustomerDocuments.VERSION, one.versions()));
    };
  }

  /** Again if the customer has become as expected between the write and the look at it. */
  private CustomerWrite replace(
      CustomerId id, CustomerInput input, Expected expected, Bson condition) {
    CustomerWrite result = replace(id, input, condition);
    for (int tries = 1;
        tries < MAX_TRIES
            && result instanceof CustomerWrite.Stale(Customer current)
            && expected.isMetBy(current.version());
        tries++) {
      result = replace(id, input, condition);
    }
    return result;
  }

  /** Changes the customer if it is as expected; nothing that others write meanwhile is lost. */
  CustomerWrite patch(CustomerId id, Expected expected, UnaryOperator<CustomerInput> change) {
    CustomerWrite result = new CustomerWrite.Missing();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Customer current = find(id).orElse(null);
      if (current == null) {
        return new CustomerWrite.Missing();
      }
      if (!expected.isMetBy(current.version())) {
        return new CustomerWrite.Stale(current);
      }
      Bson unchanged = Filters.eq(CustomerDocuments.VERSION, current.version());
      result = replace(id, change.apply(current.toInput()), unchanged);
      if (!(result instanceof CustomerWrite.Stale)) {
        return result;
      }
    }
    return result;
  }

  private CustomerWrite create(CustomerId id, CustomerInput input) {
    Document document = CustomerDocuments.first(id, input, Date.from(clock.instant()));
    try {
      collection().insertOne(document);
      return new CustomerWrite.Saved(CustomerDocuments.read(document), true);
    } catch (MongoWriteException failure) {
      if (!StoreFaults.isDuplicateKey(failure)) {
        throw failure;
      }
      return find(id)
          .<CustomerWrite>map(CustomerWrite.AlreadyThere::new)
          .orElseThrow(() -> failure);
    }
  }

  private CustomerWrite replace(CustomerId id, CustomerInput input, Bson condition) {
    Document after =
        collection()
            .findOneAndUpdate(
                Filters.and(Filters.eq("_id", id.value()), condition),
                CustomerDocuments.changes(input, Date.from(clock.instant())),
                new FindOneAndUpdateOptions()
                    .returnDocument(ReturnDocument.AFTER)
                    .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS));
    if (after != null) {
      return new CustomerWrite.Saved(CustomerDocuments.read(after), false);
    }
    return find(id)
        .<CustomerWrite>map(CustomerWrite.Stale::new)
        .orElseGet(CustomerWrite.Missing::new);
  }

  private UpdateOneModel<Document> insertIfAbsent(Known known) {
    CustomerInput input = new CustomerInput(known.name(), null, known.country(), null);
    Document first = CustomerDocuments.first(known.id(), input, Date.from(clock.instant()));
    first.remove("_id");
    return new UpdateOneModel<>(
        Filters.eq("_id", known.id().value()),
        new Document("$setOnInsert", first),
        new UpdateOptions().upsert(true));
  }

  private MongoCollection<Document> collection() {
    return store.exact(Schema.CUSTOMERS);
  }
}
