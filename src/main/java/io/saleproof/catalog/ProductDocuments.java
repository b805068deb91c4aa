package io.saleproof.catalog;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Products as documents. Attributes are stored as pairs, so that a client's key is never a field's
 * name: {@code $where}, {@code a.b} and {@code __proto__} are just text.
 */
final class ProductDocuments {

  static final String ID = "_id";
  static final String NAME = "name";
  static final String NAME_KEY = "nameKey";
  static final String CATEGORIES = "categories";
  static final String PRICE = "price";
  static final String PRICE_AMOUNT = "price.amount";
  static final String PRICE_BAND = "priceBand";
  static final String WORDS = "words";
  static final String NAME_WORDS = "nameWords";
  static final String DIGEST = "digest";
  static final String SOLD = "sold";
  static final String IN_STOCK = "inStock";
  static final String VERSION = "version";
  static final String CREATED_AT = "createdAt";
  static final String UPDATED_AT = "updatedAt";

  /** What only search and comparison need, and no answer. */
  static final List<String> NOT_ANSWERED = List.of(WORDS, NAME_WORDS, PRICE_BAND, DIGEST);

  private ProductDocuments() {}

  /** The fields that a write of the content sets; the rest of the document is others'. */
  static Document contentOf(ProductInput content, String digest) {
    return new Document(NAME, content.name())
        .append(NAME_KEY, Words.sortKey(content.name()))
        .append("description", content.description())
        .append(CATEGORIES, content.categories())
        .append(PRICE, money(content.price().toMoney()))
        .append(PRICE_BAND, PriceBand.of(content.price().amount()))
        .append("attributes", pairs(content.attributes()))
        .append("variants", content.variants().stream().map(ProductDocuments::variant).toList())
        .append("media", content.media().stream().map(ProductDocuments::medium).toList())
        .append(WORDS, Words.of(content.name(), content.description()))
        .append(NAME_WORDS, Words.of(content.name()))
        .append(DIGEST, digest);
  }

  /** A whole new product, never sold and not in stock. */
  static Document created(SkuAndContent product, String digest, long version, Instant now) {
    return contentOf(product.content(), digest)
        .append(ID, product.sku().value())
        .append(SOLD, 0L)
        .append(IN_STOCK, false)
        .append(VERSION, version)
        .append(CREATED_AT, Date.from(now))
        .append(UPDATED_AT, Date.from(now));
  }

  static Product product(Document document) {
    Document price = document.get(PRICE, Document.class);
    ProductInput content =
        new ProductInput(
            null,
            document.getString(NAME),
            document.getString("description"),
            document.getList(CATEGORIES, String.class),
            ProductInput.Price.of(money(price)),
            map(document.getList("attributes", Document.class)),
            document.getList("variants", Document.class).stream()
                .map(ProductDocuments::variant)
                .toList(),
            document.getList("media", Document.class).stream()
                .map(ProductDocuments::medium)
                .toList());
    return new Product(
        new Sku(document.getString(ID)),
        content,
        document.getBoolean(IN_STOCK, false),
        version(document),
        document.getDate(CREATED_AT).toInstant(),
        document.getDate(UPDATED_AT).toInstant());
  }

  static long version(Document document) {
    return document.get(VERSION, Number.class).longValue();
  }

  static Money money(Document price) {
    return new Money(price.get("amount", Number.class).longValue(), price.getString("currency"));
  }

  private static Document money(Money money) {
    return new Document("amount", money.amount()).append("currency", money.currency());
  }

  private static Document variant(ProductInput.Variant variant) {
    @Nullable Sku sku = variant.sku();
    return new Document("sku", sku == null ? null : sku.value())
        .append(NAME, variant.name())
        .append("attributes", pairs(variant.attributes()));
  }

  private static ProductInput.Variant variant(Document document) {
    @Nullable String sku = document.getString("sku");
    return new ProductInput.Variant(
        sku == null ? null : new Sku(sku),
        document.getString(NAME),
        map(document.getList("attributes", Document.class)));
  }

  private static Document medium(ProductInput.Media medium) {
    return new Document("path", medium.path())
        .append("kind", medium.kind().name())
        .append("alt", medium.alt());
  }

  private static ProductInput.Media medium(Document document) {
    return new ProductInput.Media(
        document.getString("path"),
        ProductInput.Kind.valueOf(document.getString("kind")),
        document.getString("alt"));
  }

  private static List<Document> pairs(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(entry -> new Document("k", entry.getKey()).append("v", entry.getValue()))
        .toList();
  }

  private static Map<String, String> map(List<Document> pairs) {
    Map<String, String> map = new TreeMap<>();
    pairs.forEach(pair -> map.put(pair.getString("k"), pair.getString("v")));
    return map;
  }
}
