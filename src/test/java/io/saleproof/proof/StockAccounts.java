package io.saleproof.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/**
 * What must hold of every SKU when all is settled: the counters agree with each other, with the
 * ledger, with the holds, and all of them with the orders.
 *
 * <p>A SKU may be split over several documents, {@code SKU#n}; it is looked at as one.
 */
final class StockAccounts {

  private static final List<String> COUNTERS =
      List.of("onHand", "reserved", "available", "received", "sold", "writtenOff");

  /** All that is stored of one SKU. */
  private static final class Account {
    private final Map<String, Long> counters = new TreeMap<>();
    private final Map<String, Long> ledger = new TreeMap<>();
    private final Map<String, Long> holds = new TreeMap<>();
    private final Map<String, Document> entries = new TreeMap<>();
  }

  private final Map<String, Account> accounts = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();

  private StockAccounts() {}

  static List<String> broken(
      List<Document> stock, List<Document> movements, List<Document> orders) {
    StockAccounts all = new StockAccounts();
    stock.forEach(all::addStock);
    movements.forEach(all::addEntry);
    all.accounts.forEach(all::checkCounters);
    all.checkOrders(orders);
    return all.broken;
  }

  private Account account(String sku) {
    return accounts.computeIfAbsent(sku, s -> new Account());
  }

  private void addStock(Document stock) {
    String id = stock.getString("_id");
    Account account = account(id.replaceFirst("#.*", ""));
    for (String counter : COUNTERS) {
      long value = stock.get(counter, 0L);
      account.counters.merge(counter, value, Long::sum);
      // A part may have taken back more sales than were made in it; the whole may not.
      if (value < 0 && !counter.equals("sold")) {
        broken.add(id + ": " + counter + " is " + value);
      }
    }
    if (stock.containsKey("out")) {
      broken.add(id + ": units are on their way since its last change");
    }
    for (Document hold : stock.getList("holds", Document.class, List.of())) {
      account.holds.merge(hold.getString("order"), hold.getLong("quantity"), Long::sum);
    }
    stock.getList("outbox", Document.class, List.of()).forEach(this::addEntry);
  }

  /** An entry may be in the ledger and still in the outbox; it counts once. */
  private void addEntry(Document entry) {
    Account account = account(entry.getString("sku"));
    if (account.entries.putIfAbsent(entry.getString("_id"), entry) != null) {
      return;
    }
    long change = entry.getLong("change");
    account.ledger.merge("onHand", change, Long::sum);
    switch (entry.getString("type")) {
      case "SALE", "RESTOCK" -> account.ledger.merge("sold", -change, Long::sum);
      default ->
          account.ledger.merge(change > 0 ? "received" : "writtenOff", Math.abs(change), Long::sum);
    }
  }

  private void checkCounters(String sku, Account account) {
    Map<String, Long> is = account.counters;
    long held = account.holds.values().stream().mapToLong(Long::longValue).sum();
    expect(sku, "reserved", held, is.getOrDefault("reserved", 0L), "the holds");
    expect(
        sku,
        "available",
        is.getOrDefault("onHand", 0L) - is.getOrDefault("reserved", 0L),
        is.getOrDefault("available", 0L),
        "on hand − reserved");
    expect(
        sku,
        "received",
        is.getOrDefault("onHand", 0L)
            + is.getOrDefault("sold", 0L)
            + is.getOrDefault("writtenOff", 0L),
        is.getOrDefault("received", 0L),
        "on hand + sold + written off");
    for (String counter : List.of("onHand", "received", "sold", "writtenOff")) {
      expect(
          sku,
          counter,
          account.ledger.getOrDefault(counter, 0L),
          is.getOrDefault(counter, 0L),
          "the ledger");
    }
  }

  private void expect(String sku, String counter, long expected, long actual, String by) {
    if (expected != actual) {
      broken.add(sku + ": " + counter + " is " + actual + ", by " + by + " " + expected);
    }
  }

  /** Holds, sales and returns to the shelf are those of the orders: all lines of each or none. */
  private void checkOrders(List<Document> orders) {
    Map<String, Map<String, Long>> holds = new TreeMap<>();
    Map<String, Map<String, Long>> moved = new TreeMap<>();
    for (Document order : orders) {
      if (order.getString("idempotencyKey").startsWith("import:")) {
        continue;
      }
      String id = order.getString("_id");
      for (Map.Entry<String, Long> line : quantities(order).entrySet()) {
        Map<String, Long> entries = moved.computeIfAbsent(line.getKey(), s -> new TreeMap<>());
        if (order.getString("status").equals("placed")) {
          holds.computeIfAbsent(line.getKey(), s -> new TreeMap<>()).put(id, line.getValue());
        }
        if (came(order, "paid")) {
          entries.put("sale:" + id, -line.getValue());
        }
        if (came(order, "paid") && came(order, "cancelled")) {
          entries.put("cancel:" + id, line.getValue());
        }
        if (isRestocked(order)) {
          entries.put("return:" + id, line.getValue());
        }
      }
    }
    accounts.forEach(
        (sku, account) -> {
          same(sku, "holds", holds.getOrDefault(sku, Map.of()), account.holds);
          same(sku, "orders' movements", moved.getOrDefault(sku, Map.of()), ofOrders(account));
        });
  }

  private void same(String sku, String what, Map<String, Long> expected, Map<String, Long> actual) {
    if (!expected.equals(actual)) {
      broken.add(sku + ": " + what + " are " + actual + ", by the orders " + expected);
    }
  }

  private static Map<String, Long> ofOrders(Account account) {
    Map<String, Long> changes = new TreeMap<>();
    for (Document entry : account.entries.values()) {
      if (List.of("SALE", "RESTOCK").contains(entry.getString("type"))) {
        changes.merge(entry.getString("movement"), entry.getLong("change"), Long::sum);
      }
    }
    return changes;
  }

  private static Map<String, Long> quantities(Document order) {
    Map<String, Long> quantities = new TreeMap<>();
    for (Document line : order.getList("lines", Document.class)) {
      quantities.merge(line.getString("sku"), line.getLong("quantity"), Long::sum);
    }
    return quantities;
  }

  static boolean came(Document order, String status) {
    return order.getList("history", Document.class).stream()
        .anyMatch(change -> change.getString("status").equals(status));
  }

  private static boolean isRestocked(Document order) {
    return order.getList("history", Document.class).stream()
        .anyMatch(
            change ->
                change.getString("status").equals("returned")
                    && change.getBoolean("restock", false));
  }
}
