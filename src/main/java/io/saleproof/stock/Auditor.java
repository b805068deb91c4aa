package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Audits one SKU and repairs it.
 *
 * <p>All that is compared is read between two readings of the SKU's documents that show the same
 * versions, so it is of one moment; under so many changes that this can't be had, only what is
 * wrong within one document is told.
 */
final class Auditor {

  /** How often a moment is looked for. */
  static final int MAX_TRIES = 5;

  /** Orders that must hold a SKU's units, at most so many looked at. */
  static final int MAX_ORDERS = 20_000;

  /** So many orders are asked for at once. */
  private static final int BATCH = 500;

  private static final Bson EVERYTHING = new Document();

  private final StockReader reader;
  private final StockLedger ledger;
  private final LedgerPages pages;
  private final MongoCollection<Document> stock;
  private final List<HoldOwners> orders;
  private final Clock clock;

  Auditor(Store store, List<HoldOwners> orders, Clock clock) {
    this.reader = new StockReader(store);
    this.ledger = new StockLedger(store, reader);
    this.pages = new LedgerPages(store);
    this.stock = store.exact(Schema.STOCK);
    this.orders = List.copyOf(orders);
    this.clock = clock;
  }

  /**
   * An audit.
   *
   * @param settled whether it is of one moment, and so complete
   */
  record Result(Audit audit, boolean settled) {}

  /** Audits a SKU; null if it has no stock record. */
  @Nullable Result audit(Sku sku) {
    return audit(sku, holding(List.of(sku)).getOrDefault(sku, Map.of()));
  }

  /**
   * The same.
   *
   * @param holding the orders that had to hold units of the SKU at some time before
   */
  private @Nullable Result audit(Sku sku, Map<String, HoldOwners.Owner> holding) {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      StockParts parts = reader.parts(sku, EVERYTHING);
      if (parts == null) {
        return null;
      }
      List<StockPart> outboxes = parts.all().filter(part -> !part.outbox().isEmpty()).toList();
      if (!outboxes.isEmpty()) {
        outboxes.forEach(ledger::copy);
        continue;
      }
      Audit audit = compare(parts, holding);
      StockParts after = reader.parts(sku, StockReader.WITHOUT_LISTS);
      if (parts.steady() && after != null && after.sameAs(parts)) {
        return new Result(audit, true);
      }
    }
    StockParts parts = reader.once(sku, EVERYTHING);
    if (parts == null) {
      return null;
    }
    Audit audit = new Audit(parts, clock.instant());
    audit.compareWithThemselves();
    return new Result(audit, false);
  }

  private Audit compare(StockParts parts, Map<String, HoldOwners.Owner> holding) {
    Sku sku = parts.sku();
    Audit audit = new Audit(parts, clock.instant());
    audit.compareWithThemselves();
    audit.compareTransfers();
    audit.compareWith(pages.sums(List.of(sku)).getOrDefault(sku, LedgerSums.NOTHING));
    if (!orders.isEmpty()) {
      audit.compareWith(owners(parts), order -> pages.hasSale(sku, order));
      List<String> missing =
          holding.keySet().stream().filter(order -> !audit.holdsFor(order)).toList();
      // Placed before the holds were read, and still so: then it should have been among them.
      owners(sku, missing).values().stream()
          .filter(owner -> owner.claim() == HoldOwners.Claim.HOLDS)
          .forEach(audit::missing);
    }
    return audit;
  }

  /**
   * If units are missing, makes the root count every bucket that has something in it.
   *
   * @return whether it did not count one
   */
  private boolean countAllBuckets(Audit audit) {
    if (audit.findings().stream().noneMatch(d -> d.kind() == Drift.Kind.TRANSFER_UNBALANCED)) {
      return false;
    }
    StockPart root = audit.parts().root();
    List<StockPart> uncounted = reader.uncounted(root);
    if (uncounted.isEmpty()) {
      return false;
    }
    int last =
        uncounted.stream()
            .mapToInt(part -> Integer.parseInt(StockPart.name(part.id()).substring(1)))
            .max()
            .orElseThrow();
    var unused =
        stock.updateOne(
            and(eq("_id", root.id()), eq("version", root.version())),
            combine(set("buckets", last + 1), inc("version", 1L)));
    return true;
  }

  /** The orders that must hold units of these SKUs; asked for many SKUs at once, as it costs. */
  Map<Sku, Map<String, HoldOwners.Owner>> holding(Collection<Sku> skus) {
    Map<Sku, Map<String, HoldOwners.Owner>> holding = new HashMap<>();
    orders.forEach(owners -> holding.putAll(owners.holding(skus, MAX_ORDERS)));
    return holding;
  }

  private Map<String, HoldOwners.Owner> owners(StockParts parts) {
    Set<String> ids = new LinkedHashSet<>();
    parts
        .all()
        .flatMap(part -> part.holds().stream())
        .forEach(hold -> ids.add(hold.getString("order")));
    return owners(parts.sku(), List.copyOf(ids));
  }

  private Map<String, HoldOwners.Owner> owners(Sku sku, List<String> orderIds) {
    Map<String, HoldOwners.Owner> known = new HashMap<>();
    for (int from = 0; from < orderIds.size(); from += BATCH) {
      List<String> batch = orderIds.subList(from, Math.min(orderIds.size(), from + BATCH));
      orders.forEach(owners -> known.putAll(owners.owners(sku, batch)));
    }
    return known;
  }

  /**
   * Makes a SKU's account what an audit says that it should be, each document on the condition that
   * it is as it was audited. What can't be is left as it is.
   *
   * @return whether all of it was repaired
   */
  boolean repair(Audit audit) {
    if (countAllBuckets(audit)) {
      // What the audit missed lies in them; with them it may be whole.
      return false;
    }
    if (!audit.isRepairable()) {
      return false;
    }
    boolean all = true;
    for (PartAccount account : audit.accounts()) {
      Bson update = account.update(clock.instant());
      if (update != null) {
        StockPart part = account.part();
        all &=
            stock
                    .updateOne(and(eq("_id", part.id()), eq("version", part.version())), update)
                    .getModifiedCount()
                == 1;
      }
    }
    return all;
  }

  /**
   * The findings of a SKU, and what was repaired of them; null if it has no stock record.
   *
   * @param holding the orders that had to hold units of it a moment ago
   */
  @Nullable List<Drift> reconcile(Sku sku, Map<String, HoldOwners.Owner> holding, boolean repair) {
    List<Drift> found = new ArrayList<>();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Result result = audit(sku, holding);
      if (result == null) {
        return null;
      }
      if (result.audit().findings().isEmpty()) {
        break;
      }
      boolean repaired = repair && result.settled() && repair(result.audit());
      for (Drift drift : result.audit().findings()) {
        found.removeIf(drift::isAbout);
        found.add(repaired ? drift.asRepaired() : drift);
      }
      if (repaired || !repair || !result.audit().isRepairable()) {
        break;
      }
    }
    return found;
  }
}
