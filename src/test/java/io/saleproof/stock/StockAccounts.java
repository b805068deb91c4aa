package io.saleproof.stock;

import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.bson.Document;

/**
 * A SKU's stock as it lies in the database, read without the code under test: all its documents,
 * and the units that are on their way between two of them.
 *
 * @param breaches what is wrong in itself, in words; empty: nothing
 */
public record StockAccounts(
    long onHand,
    long reserved,
    long available,
    long received,
    long sold,
    long writtenOff,
    List<String> breaches) {

  public static StockAccounts read(Store store, Sku sku) {
    List<Document> parts =
        store
            .exact(Schema.STOCK)
            .find(
                new Document(
                    "_id",
                    new Document("$regex", "^" + Pattern.quote(sku.value()) + "(#[0-9]+)?$")))
            .into(new ArrayList<>());
    long units = 0;
    long sales = 0;
    for (Document from : parts) {
      Document out = from.get("out", Document.class);
      if (out != null && !arrived(parts, from, out)) {
        units += number(out, "units");
        sales += number(out, "sold");
      }
    }
    return new StockAccounts(
        sum(parts, "onHand") + units,
        sum(parts, "reserved"),
        sum(parts, "available") + units,
        sum(parts, "received"),
        sum(parts, "sold") + sales,
        sum(parts, "writtenOff"),
        breaches(parts));
  }

  private static boolean arrived(List<Document> parts, Document from, Document out) {
    return parts.stream()
        .filter(part -> part.getString("_id").equals(out.getString("to")))
        .map(part -> part.get("in", Document.class))
        .anyMatch(in -> in != null && number(in, name(from)) >= number(out, "no"));
  }

  private static String name(Document part) {
    String id = part.getString("_id");
    return id.contains("#") ? "b" + id.substring(id.indexOf('#') + 1) : "root";
  }

  private static List<String> breaches(List<Document> parts) {
    List<String> breaches = new ArrayList<>();
    for (Document part : parts) {
      long held =
          part.getList("holds", Document.class, List.of()).stream()
              .mapToLong(hold -> number(hold, "quantity"))
              .sum();
      boolean fine =
          number(part, "onHand") >= 0
              && number(part, "available") >= 0
              && number(part, "available") == number(part, "onHand") - number(part, "reserved")
              && number(part, "reserved") == held
              && number(part, "onHand")
                  == number(part, "received")
                      + number(part, "moved")
                      - number(part, "sold")
                      - number(part, "writtenOff");
      if (!fine) {
        breaches.add(part.toJson());
      }
    }
    return breaches;
  }

  private static long sum(List<Document> parts, String field) {
    ToLongFunction<Document> figure = part -> number(part, field);
    return parts.stream().mapToLong(figure).sum();
  }

  private static long number(Document document, String field) {
    return document.get(field) instanceof Number number ? number.longValue() : 0;
  }
}
