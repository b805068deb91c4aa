package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every order through the public API: each placed one is there once, as it was asked for
 * and in the state that it was brought to; a customer's orders are numbered without gaps, and there
 * is none that nobody placed.
 */
final class OrdersCheck {

  private final ShopApi shop;
  private final Clock clock;

  OrdersCheck(ShopApi shop, Clock clock) {
    this.shop = shop;
    this.clock = clock;
  }

  /** What was found of one customer, or of one guest's order. */
  record Found(List<SeenOrder> placed, List<String> mistakes) {
    Found {
      placed = List.copyOf(placed);
      mistakes = List.copyOf(mistakes);
    }
  }

  /**
   * Walks all orders of a customer.
   *
   * @param before the list's version before the replay: later orders are the replay's
   * @param outcomes of the customer's invoices, in their order
   */
  Found customer(CustomerId customer, long before, List<Outcome> outcomes) {
    List<String> mistakes = new ArrayList<>();
    List<SeenOrder> all = OrderWalk.all(shop, customer, mistakes);
    Map<String, SeenOrder> fresh = new LinkedHashMap<>();
    all.stream().filter(order -> order.seq() > before).forEach(o -> fresh.put(o.id(), o));
    List<SeenOrder> placed = new ArrayList<>();
    long lastSeq = before;
    long refused = 0;
    for (Outcome outcome : outcomes) {
      switch (outcome.ending()) {
        case Outcome.Ending.Placed ending -> {
          SeenOrder order = fresh.remove(ending.orderId());
          String name = name(customer, outcome);
          judge(name, order, outcome, ending, mistakes);
          if (order != null) {
            placed.add(order);
            if (order.seq() <= lastSeq) {
              mistakes.add(name + " stands before an earlier one");
            }
            lastSeq = order.seq();
          }
        }
        case Outcome.Ending.Refused unused -> refused++;
        case Outcome.Ending.Failed unused -> {
          // It may have left a refused or a pending order; both are named below if too many.
        }
      }
    }
    judgeRest(customer, fresh.values().stream().toList(), refused, mistakes);
    return new Found(placed, mistakes);
  }

  /** Reads the order of a guest, who has no list. */
  Found guest(Outcome outcome) {
    List<String> mistakes = new ArrayList<>();
    if (!(outcome.ending() instanceof Outcome.Ending.Placed ending)) {
      return new Found(List.of(), mistakes);
    }
    @Nullable SeenOrder order = shop.order(ending.orderId()).orElse(null);
    judge("guest's order " + ending.orderId(), order, outcome, ending, mistakes);
    return new Found(order == null ? List.of() : List.of(order), mistakes);
  }

  private void judge(
      String name,
      @Nullable SeenOrder order,
      Outcome outcome,
      Outcome.Ending.Placed ending,
      List<String> mistakes) {
    if (order == null) {
      mistakes.add(name + " was placed and is gone");
      return;
    }
    boolean expired = order.status().equals("expired") && isOver(order.reservedUntil());
    if (!order.status().equals(ending.status()) && !(expired && ending.status().equals("placed"))) {
      mistakes.add(name + " is " + order.status() + ", not " + ending.status());
    }
    if (!order.units().equals(outcome.invoice().units())) {
      mistakes.add(name + " has other lines than were ordered");
    }
    if (order.sumOfLines() != order.total()) {
      mistakes.add(name + " has a total that is not the sum of its lines");
    }
  }

  private boolean isOver(@Nullable Instant until) {
    return until == null || !clock.instant().isBefore(until);
  }

  /** What else is new: refused orders keep a number, at most one for each that was refused. */
  private static void judgeRest(
      CustomerId customer, List<SeenOrder> rest, long refused, List<String> mistakes) {
    long refusedSeen = 0;
    for (SeenOrder order : rest) {
      if (order.status().equals("refused")) {
        refusedSeen++;
      } else {
        mistakes.add(
            "customer %s: order %s (%s) is one too many"
                .formatted(customer, order.id(), order.status()));
      }
    }
    if (refusedSeen > refused) {
      mistakes.add(
          "customer %s: %d refused orders for %d refusals"
              .formatted(customer, refusedSeen, refused));
    }
  }

  private static String name(CustomerId customer, Outcome outcome) {
    return "customer %s: the order of invoice %s".formatted(customer, outcome.invoice().number());
  }
}
