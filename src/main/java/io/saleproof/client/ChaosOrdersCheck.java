package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every order after a chaos run: each one that somebody was told of is there once, with
 * its content, in the state that the answers brought it to; nothing else is there but what was
 * refused, and nothing is left half-done.
 */
final class ChaosOrdersCheck {

  private final ShopApi shop;
  private final Clock clock;
  private final Duration recovery;

  /**
   * @param recovery after so long an order whose time is up must have expired
   */
  ChaosOrdersCheck(ShopApi shop, Clock clock, Duration recovery) {
    this.shop = shop;
    this.clock = clock;
    this.recovery = recovery;
  }

  /** What was found of one customer or guest. */
  record Found(List<SeenOrder> orders, List<String> mistakes) {
    Found {
      orders = List.copyOf(orders);
      mistakes = List.copyOf(mistakes);
    }
  }

  /** Walks the whole list of a customer who had no order before the run. */
  Found customer(CustomerId customer, List<Played> played) {
    List<String> mistakes = new ArrayList<>();
    Map<String, SeenOrder> rest = new HashMap<>();
    OrderWalk.all(shop, customer, mistakes).forEach(order -> rest.put(order.id(), order));
    List<SeenOrder> found = new ArrayList<>();
    long notPlaced = 0;
    for (Played one : played) {
      if (one.isPlaced()) {
        @Nullable SeenOrder order = rest.remove(one.asAnswered().id());
        judge(one, order, mistakes);
        Optional.ofNullable(order).ifPresent(found::add);
      } else {
        notPlaced++;
      }
    }
    judgeRest(customer, rest.values(), notPlaced, mistakes);
    return new Found(found, mistakes);
  }

  /** Reads the order of a guest, who has no list. */
  Found guest(Played one) {
    List<String> mistakes = new ArrayList<>();
    if (!one.isPlaced()) {
      return new Found(List.of(), mistakes);
    }
    Optional<SeenOrder> order = shop.order(one.asAnswered().id());
    judge(one, order.orElse(null), mistakes);
    return new Found(order.stream().toList(), mistakes);
  }

  private void judge(Played played, @Nullable SeenOrder order, List<String> mistakes) {
    if (order == null) {
      mistakes.add(played.key() + ": its order was placed and is gone");
      return;
    }
    String due = due(played, order);
    if (!order.status().equals(due)) {
      mistakes.add(played.key() + ": its order is " + order.status() + ", not " + due);
    }
    if (!order.units().equals(played.invoice().units())) {
      mistakes.add(played.key() + ": its order has other lines than were ordered");
    }
    if (order.total() != played.asAnswered().total()) {
      mistakes.add(played.key() + ": its order has another total than was answered");
    }
    sum(order, mistakes);
  }

  private static void sum(SeenOrder order, List<String> mistakes) {
    if (order.sumOfLines() != order.total()) {
      mistakes.add("order " + order.id() + " has a total that is not the sum of its lines");
    }
  }

  /** An unpaid order expires when its time is up, at the latest one recovery interval later. */
  private String due(Played played, SeenOrder order) {
    Instant until = played.asAnswered().reservedUntil();
    if (!played.status().equals("placed") || until == null) {
      return played.status();
    }
    Instant now = clock.instant();
    if (now.isAfter(until.plus(recovery))) {
      return "expired";
    }
    return now.isBefore(until) ? "placed" : order.status();
  }

  private static void judgeRest(
      CustomerId customer, Iterable<SeenOrder> rest, long notPlaced, List<String> mistakes) {
    long refused = 0;
    for (SeenOrder order : rest) {
      sum(order, mistakes);
      if (order.status().equals("refused") || order.status().equals("expired")) {
        refused++;
      } else {
        mistakes.add(
            "customer %s: order %s (%s) is one that nobody was told of"
                .formatted(customer, order.id(), order.status()));
      }
    }
    if (refused != notPlaced) {
      mistakes.add(
          "customer %s: %d refused orders for %d refusals".formatted(customer, refused, notPlaced));
    }
  }
}
