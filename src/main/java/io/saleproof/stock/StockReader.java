package io.saleproof.stock;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads a SKU's stock from the primary. A SKU that is not split is one document. The parts of one
 * that is are read twice: if no version changed, both readings are of one moment (the double
 * collect of Afek et al., <i>Atomic Snapshots of Shared Memory</i>, 1993).
 */
final class StockReader {

  /** How often the parts are read for a view of one moment. */
  static final int MAX_READS = 6;

  static final Bson WITHOUT_LISTS = Projections.exclude("holds", "outbox");
  static final Bson WITHOUT_HOLDS = Projections.exclude("holds");

  private final MongoCollection<Document> stock;
  private final long maxTimeMillis;

  StockReader(Store store) {
    this.stock = store.exact(Schema.STOCK);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /** The root, or null if the SKU has no stock record. */
  @Nullable StockPart root(Sku sku, Bson projection) {
    Document root =
        stock
            .find(eq("_id", sku.value()))
            .projection(projection)
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first();
    return root == null ? null : new StockPart(root);
  }

  /** All parts, read once; steady only if the SKU is not split. */
  @Nullable StockParts once(Sku sku, Bson projection) {
    StockPart root = root(sku, projection);
    return root == null ? null : withBuckets(root, projection);
  }

  StockParts withBuckets(StockPart root, Bson projection) {
    if (root.buckets() == 0) {
      return new StockParts(root, List.of(), true);
    }
    List<StockPart> buckets =
        stock
            .find(in("_id", bucketIds(StockPart.skuOf(root.id()), root.buckets())))
            .projection(projection)
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .map(StockPart::new)
            .into(new ArrayList<>());
    return new StockParts(root, buckets, false);
  }

  /**
   * The root and one more part, with the hold of one order in them, if they have it; null if the
   * SKU has no stock record. What the root counts as travelling may have arrived in a third part.
   */
  @Nullable StockParts nearby(Sku sku, String part, String orderId) {
    List<StockPart> found =
        stock
            .find(in("_id", List.of(sku.value(), part)))
            .projection(
                Projections.fields(
                    Projections.include(
                        "available",
                        "buckets",
                        "closing",
                        "fence",
                        "open",
                        "out",
                        "sent",
                        "version"),
                    Projections.elemMatch("holds", eq("order", orderId))))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .map(StockPart::new)
            .into(new ArrayList<>());
    return found.stream()
        .filter(StockPart::isRoot)
        .findFirst()
        .map(root -> new StockParts(root, found.stream().filter(p -> p != root).toList(), false))
        .orElse(null);
  }

  /** All parts at one moment, if they can be had within {@link #MAX_READS}. */
  @Nullable StockParts parts(Sku sku, Bson projection) {
    StockParts read = once(sku, projection);
    for (int reads = 1; read != null && !read.steady() && reads < MAX_READS; reads++) {
      StockParts again = once(sku, projection);
      if (again != null && again.sameAs(read)) {
        return new StockParts(again.root(), again.buckets(), true);
      }
      read = again;
    }
    return read;
  }

  /** The id of the part in which an order holds units, or null. */
  @Nullable String holder(Sku sku, int buckets, String orderId) {
    List<String> ids = new ArrayList<>(bucketIds(sku, buckets));
    ids.add(sku.value());
    Document holder =
        stock
            .find(new Document("_id", new Document("$in", ids)).append("holds.order", orderId))
            .projection(Projections.include("_id"))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first();
    return holder == null ? null : holder.getString("_id");
  }

  /**
   * Buckets behind those that the root counts, if there is anything in them: there never should.
   */
  List<StockPart> uncounted(StockPart root) {
    Sku sku = StockPart.skuOf(root.id());
    return stock
        .find(in("_id", bucketIds(sku, Stock.MAX_BUCKETS).stream().skip(root.buckets()).toList()))
        .projection(WITHOUT_LISTS)
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(StockPart::new)
        .into(new ArrayList<>())
        .stream()
        .filter(part -> part.onHand() != 0 || part.reserved() != 0 || part.number("sold") != 0)
        .toList();
  }

  List<StockPart> roots(Collection<Sku> skus) {
    return stock
        .find(in("_id", skus.stream().map(Sku::value).toList()))
        .projection(WITHOUT_LISTS)
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(StockPart::new)
        .into(new ArrayList<>());
  }

  static List<String> bucketIds(Sku sku, int buckets) {
    return IntStream.range(0, buckets).mapToObj(i -> StockPart.bucketId(sku, i)).toList();
  }
}
