package io.saleproof.recommendations;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The counts in the database. Each document bears the round that it was last changed in, and
 * changes once in a round only, whoever tries.
 */
final class ModelCounts {

  /** Documents that are read or written at once; one has up to some 50 KiB. */
  private static final int CHUNK = 100;

  private final Store store;
  private final MongoCollection<Document> counts;

  ModelCounts(Store store) {
    this.store = store;
    this.counts = store.exact(Schema.COMPANIONS);
  }

  /** Makes a document's next state of what it is; {@code null}: it is not there yet. */
  private interface Step {
    Document next(String id, @Nullable Document now);
  }

  /** What each of the products is bought with; those of which nothing is known are absent. */
  Map<Sku, Companions> companions(long generation, Collection<Sku> products) {
    Map<Sku, Companions> found = new HashMap<>();
    List<String> ids = products.stream().map(sku -> CountDocuments.idOf(generation, sku)).toList();
    find(store.relaxed(Schema.COMPANIONS), ids)
        .forEach(
            (id, document) ->
                found.put(CountDocuments.productOf(id), CountDocuments.companions(document)));
    return found;
  }

  Popularity popularity(ModelState state) {
    Map<Sku, Long> orders = new HashMap<>();
    find(store.relaxed(Schema.COMPANIONS), CountDocuments.shareIds(state.generation()))
        .values()
        .forEach(document -> orders.putAll(CountDocuments.orders(document)));
    return new Popularity(state.orders(), orders);
  }

  /** Brings a batch to the counts; again is harmless. */
  void apply(ModelState state, BatchChanges changes) {
    long generation = state.generation();
    long round = state.round();
    List<Sku> products = List.copyOf(changes.products());
    advance(
        round,
        products.stream().map(sku -> CountDocuments.idOf(generation, sku)).toList(),
        (id, now) -> {
          Companions before = now == null ? Companions.NONE : CountDocuments.companions(now);
          return CountDocuments.of(
              id,
              generation,
              round,
              before.plus(changes.togetherWith(CountDocuments.productOf(id))));
        });
    SortedMap<String, Map<Sku, Long>> shares = new TreeMap<>();
    products.forEach(
        sku ->
            shares
                .computeIfAbsent(CountDocuments.shareId(generation, sku), unused -> new HashMap<>())
                .put(sku, changes.ordersWith(sku)));
    advance(
        round,
        List.copyOf(shares.keySet()),
        (id, now) -> {
          Map<Sku, Long> orders =
              now == null ? new HashMap<>() : new HashMap<>(CountDocuments.orders(now));
          shares.getOrDefault(id, Map.of()).forEach((sku, by) -> orders.merge(sku, by, Long::sum));
          orders.values().removeIf(count -> count <= 0);
          return CountDocuments.of(id, generation, round, orders);
        });
  }

  private void advance(long round, List<String> ids, Step step) {
    for (int from = 0; from < ids.size(); from += CHUNK) {
      List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
      Map<String, Document> now = find(counts, chunk);
      List<WriteModel<Document>> writes = new ArrayList<>();
      for (String id : chunk) {
        Document before = now.get(id);
        if (before == null) {
          writes.add(new InsertOneModel<>(step.next(id, null)));
        } else if (before.getLong(CountDocuments.ROUND) < round) {
          writes.add(
              new ReplaceOneModel<>(
                  and(
                      eq("_id", id),
                      eq(CountDocuments.ROUND, before.getLong(CountDocuments.ROUND))),
                  step.next(id, before)));
        }
      }
      write(writes);
    }
  }

  private void write(List<WriteModel<Document>> writes) {
    if (writes.isEmpty()) {
      return;
    }
    try {
      counts.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException failure) {
      // Whoever has inserted it meanwhile did so for this very round.
      if (!StoreFaults.onlyDuplicateKeys(failure)) {
        throw failure;
      }
    }
  }

  /** Stores what was counted from scratch, of a generation that nobody reads yet. */
  void insert(List<Document> documents) {
    for (int from = 0; from < documents.size(); from += CHUNK) {
      counts.insertMany(
          documents.subList(from, Math.min(documents.size(), from + CHUNK)),
          new InsertManyOptions().ordered(false));
    }
  }

  /** Deletes what earlier generations have left. */
  void deleteBefore(long generation) {
    List<String> ids;
    do {
      ids =
          counts
              .find(lt(CountDocuments.GENERATION, generation))
              .projection(Projections.include("_id"))
              .limit(CHUNK)
              .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
              .map(document -> document.getString("_id"))
              .into(new ArrayList<>());
      counts.deleteMany(in("_id", ids));
    } while (ids.size() == CHUNK);
  }

  private Map<String, Document> find(MongoCollection<Document> in, List<String> ids) {
    Map<String, Document> found = new HashMap<>();
    in.find(in("_id", ids))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .forEach(document -> found.put(document.getString("_id"), document));
    return found;
  }
}
