package io.saleproof.stock;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Splits a SKU over buckets and brings it back to one document.
 *
 * <p>Splitting only allows units to go to buckets; they go when a hold wants them there. The way
 * back: the root is marked as closing, so that no unit leaves it any more; units and sales of the
 * buckets come to the root as they get free; when every bucket is empty, the root counts none.
 * Holds never move: a bucket waits until its last one has ended.
 */
final class Splitting {

  /** With more holds open than this a SKU does not go back to one document. */
  static final int FEW_HOLDS = 64;

  /** More than an empty bucket's version can grow by while it is merged. */
  private static final long VERSIONS_MEANWHILE = 1_000;

  private final MongoCollection<Document> stock;
  private final Transfers transfers;
  private final StockConfig config;
  private final Clock clock;

  Splitting(Store store, Transfers transfers, StockConfig config, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.transfers = transfers;
    this.config = config;
    this.clock = clock;
  }

  /** Splits a SKU that is in demand, unless its owner set otherwise. */
  boolean splitForDemand(Sku sku) {
    return stock
            .updateOne(
                and(eq("_id", sku.value()), Filters.exists("bucketsSet", false), notSplit()),
                split(config.buckets()))
            .getModifiedCount()
        == 1;
  }

  /** Gives a SKU more buckets when too many holds are open in one document of it. */
  boolean splitForHolds(Sku sku, int now) {
    int wanted =
        now == 0
            ? Math.max(2, config.buckets())
            : Math.min(Stock.MAX_BUCKETS, Math.multiplyExact(now, 2));
    return wanted > now
        && stock
                .updateOne(
                    and(
                        eq("_id", sku.value()),
                        Filters.exists("bucketsSet", false),
                        now == 0 ? notSplit() : eq("buckets", now)),
                    split(wanted))
                .getModifiedCount()
            == 1;
  }

  /**
   * Sets for a SKU over how many buckets it is split.
   *
   * @param buckets 2 to {@link Stock#MAX_BUCKETS}; 1: never; null: by demand
   * @return false if the SKU has no stock record
   */
  boolean choose(Sku sku, @Nullable Integer buckets) {
    Bson other =
        buckets == null ? Filters.exists("bucketsSet", true) : Filters.ne("bucketsSet", buckets);
    boolean changed =
        stock.updateOne(and(eq("_id", sku.value()), other), choice(buckets)).getMatchedCount() > 0;
    if (!changed && stock.countDocuments(eq("_id", sku.value())) == 0) {
      return false;
    }
    if (buckets != null) {
      bringAbout(sku, buckets);
    }
    return true;
  }

  /**
   * Makes of a SKU what was chosen for it, if that is still what is chosen. May be repeated by
   * anyone: whoever chose may have died after the choice.
   */
  private void bringAbout(Sku sku, long chosen) {
    Bson still = and(eq("_id", sku.value()), eq("bucketsSet", chosen));
    if (chosen == 1) {
      close(still);
      return;
    }
    stock.updateOne(
        and(still, not(Filters.gte("buckets", chosen))), split(Math.toIntExact(chosen)));
    stock.updateOne(and(still, eq("closing", true)), combine(unset("closing"), inc("version", 1L)));
  }

  private static Bson choice(@Nullable Integer buckets) {
    Bson choice = buckets == null ? unset("bucketsSet") : set("bucketsSet", buckets);
    return combine(choice, inc("version", 1L));
  }

  private Bson split(int buckets) {
    return combine(
        set("buckets", buckets), unset("closing"), inc("version", 1L), set("updatedAt", now()));
  }

  private static Bson notSplit() {
    return not(Filters.gt("buckets", 0));
  }

  private void close(Bson which) {
    stock.updateOne(
        and(which, Filters.gt("buckets", 0), Filters.ne("closing", true)),
        combine(set("closing", true), inc("version", 1L)));
  }

  /** Looks after one split SKU: finishes transfers, closes it when it is quiet, merges it. */
  void keep(StockParts parts) {
    parts.all().map(StockPart::departure).filter(Objects::nonNull).forEach(transfers::finish);
    StockPart root = parts.root();
    long chosen = root.number("bucketsSet");
    if (chosen > 0 && root.closing() != (chosen == 1)) {
      bringAbout(parts.sku(), chosen);
      return;
    }
    if (!root.closing()) {
      if (isQuiet(parts)) {
        close(and(eq("_id", root.id()), Filters.exists("bucketsSet", false)));
      }
      return;
    }
    // Emptied by one transfer each; what was not emptied by this turn is by the next.
    parts.buckets().stream().filter(Splitting::canBeEmptied).forEach(bucket -> empty(bucket, root));
    if (root.departure() == null && parts.buckets().stream().allMatch(Splitting::isEmpty)) {
      merge(root, parts);
    }
  }

  private void empty(StockPart bucket, StockPart root) {
    transfers.move(bucket, root.id(), bucket.available(), bucket.number("sold"));
  }

  private boolean isQuiet(StockParts parts) {
    Instant quietSince = clock.instant().minus(config.mergeAfter());
    return parts.root().number("bucketsSet") == 0
        && parts.sum(StockPart::open) <= FEW_HOLDS
        && parts.lastChange().isBefore(quietSince);
  }

  private static boolean canBeEmptied(StockPart bucket) {
    return bucket.departure() == null && (bucket.available() > 0 || bucket.number("sold") != 0);
  }

  /** Nothing is in it, and nothing can come: the root is closing and sent nothing. */
  private static boolean isEmpty(StockPart bucket) {
    return bucket.onHand() == 0
        && bucket.reserved() == 0
        && bucket.number("sold") == 0
        && bucket.departure() == null
        && bucket.outbox().isEmpty();
  }

  /** The versions of the buckets go into that of the root, so that the whole's never falls. */
  private void merge(StockPart root, StockParts parts) {
    long others = parts.version() - root.version();
    stock.updateOne(
        and(eq("_id", root.id()), eq("version", root.version()), eq("closing", true)),
        combine(unset("closing"), set("buckets", 0), inc("version", others + VERSIONS_MEANWHILE)));
  }

  private Date now() {
    return Date.from(clock.instant());
  }
}
