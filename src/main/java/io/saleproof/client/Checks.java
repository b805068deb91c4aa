package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All checks after a replay, made through the public API alone. */
final class Checks {

  /**
   * A request that got no answer may have ended between two steps; the shop has this long to put
   * that right, its recovery interval and some.
   */
  private static final Duration SETTLE_PAUSE = Duration.ofSeconds(5);

  private static final int MAX_SETTLE_TRIES = 9;

  private final int workers;
  private final ShopApi shop;
  private final Terminal terminal;
  private final Clock clock;
  private final StockPlan plan;
  private final Map<CustomerId, Long> before;

  /**
   * @param workers how many customers are looked at side by side
   * @param before the version of each customer's order list before the replay
   */
  Checks(
      int workers,
      ShopApi shop,
      Terminal terminal,
      Clock clock,
      StockPlan plan,
      Map<CustomerId, Long> before) {
    this.workers = workers;
    this.shop = shop;
    this.terminal = terminal;
    this.clock = clock;
    this.plan = plan;
    this.before = Map.copyOf(before);
  }

  /** Checks, and again for a while if the shop may still be putting something right. */
  List<Check> of(List<Outcome> outcomes) {
    boolean unsettled = outcomes.stream().anyMatch(outcome -> !outcome.setbacks().isEmpty());
    List<Check> state = checkState(outcomes);
    for (int tries = 1;
        unsettled && tries < MAX_SETTLE_TRIES && !state.stream().allMatch(Check::holds);
        tries++) {
      pause();
      state = checkState(outcomes);
    }
    List<Check> all = new ArrayList<>();
    all.add(
        new Check(
            "every request got the answer due to it",
            outcomes.size(),
            outcomes.stream().flatMap(outcome -> outcome.mistakes().stream()).toList()));
    all.addAll(state);
    return all;
  }

  private static void pause() {
    try {
      Thread.sleep(SETTLE_PAUSE);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
  }

  /** Orders first: what they say is what the stock is held against. */
  private List<Check> checkState(List<Outcome> outcomes) {
    List<OrdersCheck.Found> found = checkOrders(outcomes);
    List<SeenOrder> orders = found.stream().flatMap(one -> one.placed().stream()).toList();
    StockCheck stock = new StockCheck(plan, shop.stock(plan.asked().keySet()));
    return List.of(
        new Check(
            "every order is there once, numbered and as ordered",
            orders.size(),
            found.stream().flatMap(one -> one.mistakes().stream()).toList()),
        stock.equations(orders),
        stock.sum(orders));
  }

  private List<OrdersCheck.Found> checkOrders(List<Outcome> outcomes) {
    OrdersCheck check = new OrdersCheck(shop, clock);
    Map<CustomerId, List<Outcome>> ofCustomers = new LinkedHashMap<>();
    List<Outcome> ofGuests = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      CustomerId customer = outcome.invoice().customer();
      if (customer == null) {
        ofGuests.add(outcome);
      } else {
        ofCustomers.computeIfAbsent(customer, unseen -> new ArrayList<>()).add(outcome);
      }
    }
    Progress progress =
        terminal.progress("Checking customers", ofCustomers.size() + ofGuests.size());
    List<OrdersCheck.Found> found = new ArrayList<>();
    found.addAll(
        SideBySide.map(
            workers,
            ofCustomers.entrySet(),
            one -> {
              progress.add(1);
              long since = before.getOrDefault(one.getKey(), 0L);
              return check.customer(one.getKey(), since, one.getValue());
            }));
    found.addAll(
        SideBySide.map(
            workers,
            ofGuests,
            one -> {
              progress.add(1);
              return check.guest(one);
            }));
    progress.end();
    return found;
  }
}
