package io.saleproof.client;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the stock of every SKU against what was received and what the orders say.
 *
 * @param received units by SKU that were received, each once
 * @param orders all orders that are there, as the shop shows them
 * @param restocked ids of the returned orders whose goods went back to the shelf
 */
record ChaosStockCheck(Map<Sku, Long> received, List<SeenOrder> orders, Set<String> restocked) {

  private static final Set<String> SOLD = Set.of("paid", "shipped", "delivered", "returned");

  ChaosStockCheck {
    received = Map.copyOf(received);
    orders = List.copyOf(orders);
    restocked = Set.copyOf(restocked);
  }

  /** What the stock is, and how the shop explains it. */
  Check of(Map<Sku, StockFigures> figures, Map<Sku, Account> accounts) {
    Map<Sku, Long> gone = new HashMap<>();
    Map<Sku, Map<String, Long>> held = new HashMap<>();
    for (SeenOrder order : orders) {
      if (SOLD.contains(order.status()) && !restocked.contains(order.id())) {
        order.units().forEach((sku, units) -> gone.merge(sku, units, Long::sum));
      } else if (order.status().equals("placed")) {
        order
            .units()
            .forEach(
                (sku, units) ->
                    held.computeIfAbsent(sku, unseen -> new HashMap<>()).put(order.id(), units));
      }
    }
    List<String> mistakes = new ArrayList<>();
    for (Sku sku : new TreeMap<>(received).keySet()) {
      StockFigures now = figures.getOrDefault(sku, StockFigures.NONE);
      long in = received.getOrDefault(sku, 0L);
      Mistakes of = new Mistakes(sku, mistakes);
      of.figures(now, in - gone.getOrDefault(sku, 0L), held.getOrDefault(sku, Map.of()));
      of.expect(gone.getOrDefault(sku, 0L) <= in, "more sold than received");
      Account account = accounts.get(sku);
      if (account != null) {
        of.account(account, now, in, gone.getOrDefault(sku, 0L), held.getOrDefault(sku, Map.of()));
      }
    }
    return new Check("every SKU's account holds, to the unit", received.size(), mistakes);
  }

  /** What is wrong about one SKU. */
  private record Mistakes(Sku sku, List<String> all) {

    void expect(boolean holds, String otherwise) {
      if (!holds) {
        all.add(sku + ": " + otherwise);
      }
    }

    void figures(StockFigures now, long onHand, Map<String, Long> held) {
      expect(
          now.onHand() >= 0 && now.reserved() >= 0 && now.available() >= 0, "below zero: " + now);
      expect(
          now.available() == now.onHand() - now.reserved(),
          "available is not on hand less reserved: " + now);
      expect(
          now.onHand() == onHand, now.onHand() + " on hand, where received less sold is " + onHand);
      long inOrders = held.values().stream().mapToLong(Long::longValue).sum();
      expect(
          now.reserved() == inOrders,
          now.reserved() + " reserved, where placed orders hold " + inOrders);
    }

    void account(
        Account account, StockFigures now, long received, long sold, Map<String, Long> held) {
      expect(
          account.figures().equals(now), "explained as " + account.figures() + ", shown as " + now);
      expect(account.drift() == 0, "drift " + account.drift());
      expect(
          account.received() - account.sold() - account.writtenOff() == now.onHand(),
          "received %d − sold %d − written off %d is not on hand %d"
              .formatted(account.received(), account.sold(), account.writtenOff(), now.onHand()));
      expect(
          account.received() == received && account.sold() == sold,
          "explained as %d received and %d sold, where %d and %d were"
              .formatted(account.received(), account.sold(), received, sold));
      expect(account.holds().equals(held), "holds " + differing(account.holds(), held));
    }

    private static String differing(Map<String, Long> said, Map<String, Long> due) {
      Set<String> orders = new HashSet<>(said.keySet());
      orders.addAll(due.keySet());
      orders.removeIf(id -> said.getOrDefault(id, 0L).equals(due.getOrDefault(id, 0L)));
      return "of orders " + orders + " are not what these orders ask for";
    }
  }
}
