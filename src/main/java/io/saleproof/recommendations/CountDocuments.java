package io.saleproof.recommendations;

import io.saleproof.recommendations.Companions.Count;
import io.saleproof.trade.Sku;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * How counts look in the database: a document for what a product is bought with, and for how often
 * products are bought at all a few that share them, so that a reader gets all with one small query.
 */
final class CountDocuments {

  /** A hundred thousand products make documents of some 50 KiB each. */
  static final int SHARES = 64;

  static final String GENERATION = "generation";
  static final String ROUND = "round";

  private static final String MISSED = "missed";
  private static final String COUNTS = "counts";
  private static final String SKU = "s";
  private static final String SEEN = "n";
  private static final String MISSED_BEFORE = "m";

  private CountDocuments() {}

  static String idOf(long generation, Sku product) {
    return generation + ":" + product;
  }

  static Sku productOf(String id) {
    return new Sku(id.substring(id.indexOf(':') + 1));
  }

  static List<String> shareIds(long generation) {
    return IntStream.range(0, SHARES).mapToObj(share -> shareId(generation, share)).toList();
  }

  /** The document that has the count of a product, for all time. */
  static String shareId(long generation, Sku product) {
    return shareId(generation, Math.floorMod(product.value().hashCode(), SHARES));
  }

  private static String shareId(long generation, int share) {
    return generation + "#" + share;
  }

  static Document of(String id, long generation, long round, Companions companions) {
    List<Document> counts =
        new TreeMap<>(companions.of())
            .entrySet().stream().map(entry -> count(entry.getKey(), entry.getValue())).toList();
    return head(id, generation, round).append(MISSED, companions.missed()).append(COUNTS, counts);
  }

  static Document of(String id, long generation, long round, Map<Sku, Long> orders) {
    List<Document> counts =
        new TreeMap<>(orders)
            .entrySet().stream()
                .map(entry -> count(entry.getKey(), new Count(entry.getValue(), 0)))
                .toList();
    return head(id, generation, round).append(COUNTS, counts);
  }

  static Companions companions(Document document) {
    Map<Sku, Count> counts = new HashMap<>();
    for (Document count : document.getList(COUNTS, Document.class)) {
      counts.put(
          new Sku(count.getString(SKU)),
          new Count(number(count, SEEN), number(count, MISSED_BEFORE)));
    }
    return new Companions(counts, number(document, MISSED));
  }

  static Map<Sku, Long> orders(Document document) {
    Map<Sku, Long> orders = new HashMap<>();
    for (Document count : document.getList(COUNTS, Document.class)) {
      orders.put(new Sku(count.getString(SKU)), number(count, SEEN));
    }
    return orders;
  }

  private static Document head(String id, long generation, long round) {
    return new Document("_id", id).append(GENERATION, generation).append(ROUND, round);
  }

  private static Document count(Sku sku, Count count) {
    Document document = new Document(SKU, sku.value()).append(SEEN, count.seen());
    return count.missed() == 0 ? document : document.append(MISSED_BEFORE, count.missed());
  }

  private static long number(Document document, String field) {
    return document.get(field, 0L);
  }
}
