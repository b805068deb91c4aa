package io.saleproof.proof;

import io.saleproof.store.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/**
 * What must hold whenever all is settled, looked up in the documents as they are stored, so that no
 * part of the product can hide what is wrong.
 */
final class Promises {

  private Promises() {}

  /** What is broken, in words; empty if everything is as promised. */
  static List<String> broken(World world) {
    List<Document> orders = world.all(Schema.ORDERS);
    List<String> broken = new ArrayList<>();
    broken.addAll(OrderBook.broken(orders, world.clock().instant()));
    broken.addAll(
        StockAccounts.broken(world.all(Schema.STOCK), world.all(Schema.STOCK_MOVEMENTS), orders));
    broken.addAll(CartBook.broken(world.all(Schema.CARTS), orders));
    return broken;
  }

  static Instant instant(Document document, String field) {
    return document.getDate(field).toInstant();
  }
}
