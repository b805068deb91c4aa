package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One document of a SKU's stock, as read: the root, which every SKU has, or one of the buckets that
 * a SKU in great demand is split over. Each is an account of its own: {@code onHand = received +
 * moved − sold − writtenOff} and {@code available = onHand − reserved ≥ 0}, in one document, so
 * changed in one write.
 */
record StockPart(Document document) {

  private static final char SEPARATOR = '#';
  private static final String ROOT = "root";

  /** The id of a SKU's bucket; no SKU has the separator in it. */
  static String bucketId(Sku sku, int bucket) {
    return sku.value() + SEPARATOR + bucket;
  }

  /** The SKU that a document of the stock belongs to. */
  static Sku skuOf(String id) {
    int separator = id.indexOf(SEPARATOR);
    return new Sku(separator < 0 ? id : id.substring(0, separator));
  }

  String id() {
    return document.getString("_id");
  }

  boolean isRoot() {
    return id().indexOf(SEPARATOR) < 0;
  }

  /** Its name among the parts of its SKU: {@code root}, {@code b0}, {@code b1} … */
  String name() {
    return name(id());
  }

  static String name(String id) {
    int separator = id.indexOf(SEPARATOR);
    return separator < 0 ? ROOT : "b" + id.substring(separator + 1);
  }

  long number(String field) {
    return document.get(field) instanceof Number number ? number.longValue() : 0;
  }

  long onHand() {
    return number("onHand");
  }

  long reserved() {
    return number("reserved");
  }

  long available() {
    return number("available");
  }

  long version() {
    return number("version");
  }

  long fence() {
    return number("fence");
  }

  /** How many holds are open, about; only the holds themselves are exact. */
  long open() {
    return number("open");
  }

  /** Over how many buckets the SKU is split; of the root. */
  int buckets() {
    return Math.toIntExact(number("buckets"));
  }

  /** Whether the SKU is on its way back to one document; of the root. */
  boolean closing() {
    return document.getBoolean("closing", false);
  }

  List<Document> holds() {
    return document.getList("holds", Document.class, List.of());
  }

  List<Document> outbox() {
    return document.getList("outbox", Document.class, List.of());
  }

  /** The units that left this part and may not have come to another yet; at most one such. */
  @Nullable Departure departure() {
    Document out = document.get("out", Document.class);
    return out == null
        ? null
        : new Departure(
            id(),
            out.getString("to"),
            out.getLong("no"),
            out.getLong("units"),
            out.getLong("sold"),
            out.getLong("fence"));
  }

  /** The number of the last departure of another part that came here. */
  long arrivedFrom(String part) {
    Document in = document.get("in", Document.class);
    return in != null && in.get(part) instanceof Number number ? number.longValue() : 0;
  }

  /**
   * Units, and sales made of them, on their way from one part to another.
   *
   * @param no grows by one with each departure of a part
   * @param fence what the receiver's fence must be at least
   */
  record Departure(String from, String to, long no, long units, long sold, long fence) {}
}
