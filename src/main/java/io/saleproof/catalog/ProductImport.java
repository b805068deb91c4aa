package io.saleproof.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saleproof.http.BodyReader;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.imports.Columns;
import io.saleproof.imports.ImportAnswer;
import io.saleproof.imports.ImportSink;
import io.saleproof.imports.Row;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One import of products. A line says the whole of a product, as a PUT does: NDJSON lines are its
 * body with a {@code sku}; in CSV {@code categories} and {@code media} (paths) have {@code |}
 * between them, {@code attributes} are {@code key=value} with {@code |} between them, {@code price}
 * is in minor units.
 *
 * <p>Of one SKU in several lines the last counts, because a batch never holds it twice.
 */
final class ProductImport implements ImportSink {

  static final Columns COLUMNS =
      Columns.of(
          Set.of("sku", "name", "price", "currency"),
          Set.of("description", "categories", "attributes", "media"));

  /** A batch is stored when its lines have so many characters, however few they are. */
  static final int MAX_BATCH_CHARS = 4 << 20;

  private static final String SEPARATOR = "\\|";
  private static final Set<String> VIDEOS = Set.of("mp4", "webm", "mov", "m4v", "ogv");

  private final Catalog catalog;
  private final BodyReader bodies;
  private final ObjectMapper mapper;
  private final ContentDigest digests;

  private final List<SkuAndContent> batch = new ArrayList<>();
  private final Set<Sku> inBatch = new HashSet<>();
  private int batchChars;
  private Catalog.Stored stored = Catalog.Stored.NONE;

  ProductImport(Catalog catalog, BodyReader bodies, ObjectMapper mapper, ContentDigest digests) {
    this.catalog = catalog;
    this.bodies = bodies;
    this.mapper = mapper;
    this.digests = digests;
  }

  @Override
  public void take(Row.Data row, ImportAnswer answer) {
    ProductInput content =
        switch (row) {
          case Row.Json(long line, String text) -> bodies.read(text, ProductInput.class);
          case Row.Csv csv -> bodies.read(json(csv), ProductInput.class);
        };
    Sku sku = content.sku();
    if (sku == null) {
      throw Problem.invalid(FieldError.pointer("/sku", "is required")).asException();
    }
    // Refuses here what is too large, so that it does not fail its whole batch.
    digests.of(content);
    int chars = lengthOf(row);
    if (batch.size() == BulkUpserts.MAX_BATCH
        || batchChars + chars > MAX_BATCH_CHARS
        || inBatch.contains(sku)) {
      store();
    }
    batch.add(new SkuAndContent(sku, content));
    inBatch.add(sku);
    batchChars += chars;
  }

  @Override
  public void finish(ImportAnswer answer) {
    store();
  }

  @Override
  public Map<String, Object> summary(ImportAnswer answer) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("created", stored.created());
    summary.put("updated", stored.updated());
    summary.put("unchanged", stored.unchanged());
    return summary;
  }

  private void store() {
    stored = stored.plus(catalog.upsertAll(batch));
    batch.clear();
    inBatch.clear();
    batchChars = 0;
  }

  private static int lengthOf(Row.Data row) {
    return switch (row) {
      case Row.Json(long line, String text) -> text.length();
      case Row.Csv csv -> csv.fields().stream().mapToInt(String::length).sum();
    };
  }

  /** The JSON that says the same, so that both formats are checked by the same rules. */
  private ObjectNode json(Row.Csv row) {
    ObjectNode product = mapper.createObjectNode();
    putIfGiven(product, "sku", row.get("sku"));
    putIfGiven(product, "name", row.get("name"));
    putIfGiven(product, "description", row.get("description"));
    for (String category : parts(row.get("categories"))) {
      product.withArray("categories").add(category);
    }
    ObjectNode price = product.putObject("price");
    price.put("amount", amount(row.get("price")));
    putIfGiven(price, "currency", row.get("currency"));
    for (String attribute : parts(row.get("attributes"))) {
      putAttribute(product.withObjectProperty("attributes"), attribute);
    }
    for (String path : parts(row.get("media"))) {
      product.withArray("media").addObject().put("path", path).put("kind", kindOf(path));
    }
    return product;
  }

  private static void putIfGiven(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static long amount(@Nullable String price) {
    if (price == null || !price.matches("[0-9]{1,10}")) {
      throw Problem.invalid(
              FieldError.pointer("/price/amount", "must be a whole number of minor units"))
          .asException();
    }
    return Long.parseLong(price);
  }

  private static void putAttribute(ObjectNode attributes, String attribute) {
    int equals = attribute.indexOf('=');
    String key = equals < 0 ? attribute : attribute.substring(0, equals).strip();
    if (equals < 0 || attributes.has(key)) {
      throw Problem.invalid(
              FieldError.pointer("/attributes", "must be key=value with | between, each key once"))
          .asException();
    }
    attributes.put(key, attribute.substring(equals + 1).strip());
  }

  private static String kindOf(String path) {
    String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return VIDEOS.contains(end) ? "video" : "image";
  }

  private static List<String> parts(@Nullable String field) {
    return field == null
        ? List.of()
        : java.util.Arrays.stream(field.split(SEPARATOR)).map(String::strip).toList();
  }
}
