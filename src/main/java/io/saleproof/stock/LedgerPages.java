package io.saleproof.stock;

import static com.mongodb.client.model.Accumulators.sum;
import static com.mongodb.client.model.Aggregates.group;
import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads the ledger: page by page for people, in sums for the audit. From the primary. */
final class LedgerPages {

  private static final String SALE_ID = "sale:";

  private final MongoCollection<Document> entries;
  private final long maxTimeMillis;

  LedgerPages(Store store) {
    this.entries = store.exact(Schema.STOCK_MOVEMENTS);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /** What the ledger has of each of these SKUs; those without an entry come to nothing. */
  Map<Sku, LedgerSums> sums(Collection<Sku> skus) {
    Map<Sku, LedgerSums> sums = new HashMap<>();
    Bson ofSkus = in("sku", skus.stream().map(Sku::value).toList());
    addUp(and(ofSkus, gte("change", 0L)), sums);
    addUp(and(ofSkus, lt("change", 0L)), sums);
    return sums;
  }

  private void addUp(Bson filter, Map<Sku, LedgerSums> sums) {
    Document key = new Document("sku", "$sku").append("type", "$type");
    entries
        .aggregate(List.of(match(filter), group(key, sum("change", "$change"))))
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .forEach(
            group -> {
              Document of = group.get("_id", Document.class);
              Sku sku = new Sku(of.getString("sku"));
              long change = Objects.requireNonNull(group.get("change", Number.class)).longValue();
              sums.put(
                  sku,
                  sums.getOrDefault(sku, LedgerSums.NOTHING).plus(of.getString("type"), change));
            });
  }

  /** Whether the sale of a SKU to an order is in the ledger. */
  boolean hasSale(Sku sku, String orderId) {
    String id = StockDocuments.entryId(sku, SALE_ID + orderId);
    return entries
            .find(and(eq("_id", id), eq("sku", sku.value())))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first()
        != null;
  }

  /**
   * A page of entries, newest first.
   *
   * @param beforeAt with {@code beforeId}, the last entry seen; null: from the newest on
   */
  List<LedgerEntry> page(
      Sku sku, @Nullable Instant beforeAt, @Nullable String beforeId, int limit) {
    Bson filter = eq("sku", sku.value());
    if (beforeAt != null && beforeId != null) {
      Date at = Date.from(beforeAt);
      filter = and(filter, or(lt("at", at), and(eq("at", at), lt("_id", beforeId))));
    }
    return entries
        .find(filter)
        .sort(descending("at", "_id"))
        .limit(limit)
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(LedgerEntry::of)
        .into(new ArrayList<>());
  }
}
