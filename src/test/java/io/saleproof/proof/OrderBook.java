package io.saleproof.proof;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;

/**
 * What must hold of the orders when all is settled: one for a key, numbered without gaps, each in a
 * state that it came to by legal moves, and with nothing left to be done.
 */
final class OrderBook {

  /** The order's life as the contract of the API has it; on purpose not the product's own table. */
  private static final Map<String, Set<String>> LEGAL =
      Map.of(
          "pending", Set.of("placed", "refused", "expired"),
          "placed", Set.of("paid", "cancelled", "expired"),
          "paid", Set.of("shipped", "cancelled"),
          "shipped", Set.of("delivered"),
          "delivered", Set.of("returned"),
          "cancelled", Set.of(),
          "returned", Set.of(),
          "expired", Set.of(),
          "refused", Set.of());

  private OrderBook() {}

  static List<String> broken(List<Document> orders, Instant now) {
    List<String> broken = new ArrayList<>();
    Map<String, List<Document>> byCustomer = new TreeMap<>();
    for (Document order : orders) {
      byCustomer.computeIfAbsent(order.getString("customerId"), c -> new ArrayList<>()).add(order);
      checkLife(order, broken);
      checkSettled(order, now, broken);
    }
    byCustomer.forEach((customer, list) -> checkList(customer, list, broken));
    return broken;
  }

  private static void checkList(String customer, List<Document> list, List<String> broken) {
    list.sort(Comparator.comparing(order -> order.getLong("seq")));
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).getLong("seq") != i + 1) {
        broken.add(customer + ": order " + (i + 1) + " is missing or doubled");
      }
      if (!keys.add(list.get(i).getString("idempotencyKey"))) {
        broken.add(customer + ": two orders for key " + list.get(i).getString("idempotencyKey"));
      }
    }
  }

  private static void checkLife(Document order, List<String> broken) {
    String at = null;
    long version = 0;
    for (Document change : order.getList("history", Document.class)) {
      String to = change.getString("status");
      version++;
      if (at == null ? !to.equals("pending") : !LEGAL.get(at).contains(to)) {
        broken.add(name(order) + ": went from " + at + " to " + to);
      }
      if (change.getLong("version") != version) {
        broken.add(name(order) + ": change " + version + " is not in its place");
      }
      at = to;
    }
    if (!order.getString("status").equals(at) || order.getLong("version") != version) {
      broken.add(name(order) + ": is not what its history says");
    }
  }

  private static void checkSettled(Document order, Instant now, List<String> broken) {
    Object due = order.get("dueAt");
    switch (order.getString("status")) {
      case "pending" -> broken.add(name(order) + ": is still pending");
      case "placed" -> {
        if (due == null || !due.equals(order.get("reservedUntil"))) {
          broken.add(name(order) + ": is placed, but due at " + due);
        } else if (!Promises.instant(order, "dueAt").isAfter(now)) {
          broken.add(name(order) + ": is placed past its time");
        }
      }
      default -> {
        if (due != null) {
          broken.add(name(order) + ": something is left to do, due at " + due);
        }
      }
    }
  }

  static String name(Document order) {
    return "order "
        + order.getString("customerId")
        + "/"
        + order.getLong("seq")
        + " ("
        + order.getString("status")
        + ")";
  }
}
