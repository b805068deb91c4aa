package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All checks after a chaos run, made through the public API alone. */
final class ChaosChecks {

  private final int workers;
  private final ShopApi shop;
  private final AuditApi audit;
  private final Clock clock;
  private final Duration recovery;
  private final Terminal terminal;

  /**
   * @param workers how many things are looked at side by side
   */
  ChaosChecks(
      int workers,
      ShopApi shop,
      AuditApi audit,
      Clock clock,
      Duration recovery,
      Terminal terminal) {
    this.workers = workers;
    this.shop = shop;
    this.audit = audit;
    this.clock = clock;
    this.recovery = recovery;
    this.terminal = terminal;
  }

  /**
   * @param played all orders, each with the last word on it
   * @param received units by SKU
   */
  List<Check> of(List<Played> played, Map<Sku, Long> received) {
    List<Check> checks = new ArrayList<>();
    checks.add(answers(played));
    checks.add(keys(played));
    List<ChaosOrdersCheck.Found> found = orders(played);
    List<SeenOrder> orders = found.stream().flatMap(one -> one.orders().stream()).toList();
    checks.add(
        new Check(
            "every order is there once, with its content, where the answers brought it",
            orders.size(),
            found.stream().flatMap(one -> one.mistakes().stream()).toList()));
    checks.add(stock(played, received, orders));
    checks.add(
        new Check(
            "reconcile finds nothing",
            received.size(),
            audit.drift().map(what -> "it found " + what).stream().toList()));
    return checks;
  }

  private static Check answers(List<Played> played) {
    List<String> mistakes = new ArrayList<>();
    played.forEach(one -> mistakes.addAll(one.mistakes()));
    return new Check("every request got the answer due to it", requests(played), mistakes);
  }

  static long requests(List<Played> played) {
    return played.stream().mapToLong(one -> 1 + one.moves().size()).sum();
  }

  private Check keys(List<Played> played) {
    Progress progress = terminal.progress("Asking for every key again", played.size());
    KeysCheck check = new KeysCheck(shop, audit);
    List<String> mistakes =
        SideBySide.map(
                workers,
                played,
                one -> {
                  progress.add(1);
                  return check.of(one);
                })
            .stream()
            .flatMap(List::stream)
            .toList();
    progress.end();
    return new Check(
        "every key has one outcome, the one that the client was told", requests(played), mistakes);
  }

  private List<ChaosOrdersCheck.Found> orders(List<Played> played) {
    ChaosOrdersCheck check = new ChaosOrdersCheck(shop, clock, recovery);
    Map<CustomerId, List<Played>> ofCustomers = new LinkedHashMap<>();
    List<Played> ofGuests = new ArrayList<>();
    for (Played one : played) {
      CustomerId customer = one.invoice().customer();
      if (customer == null) {
        ofGuests.add(one);
      } else {
        ofCustomers.computeIfAbsent(customer, unseen -> new ArrayList<>()).add(one);
      }
    }
    return Stream.concat(
            SideBySide.map(
                workers,
                ofCustomers.entrySet(),
                one -> check.customer(one.getKey(), one.getValue()))
                .stream(),
            SideBySide.map(workers, ofGuests, check::guest).stream())
        .toList();
  }

  private Check stock(List<Played> played, Map<Sku, Long> received, List<SeenOrder> orders) {
    Set<String> restocked =
        played.stream()
            .filter(one -> one.isPlaced() && one.restocked())
            .map(one -> one.asAnswered().id())
            .collect(Collectors.toSet());
    Map<Sku, Account> accounts = new HashMap<>();
    for (Sku sku : received.keySet()) {
      Optional<Account> account = audit.account(sku);
      account.ifPresent(one -> accounts.put(sku, one));
    }
    return new ChaosStockCheck(received, orders, restocked)
        .of(shop.stock(received.keySet()), accounts);
  }

  /** What was received in the beginning and by the clients. */
  static Map<Sku, Long> sum(Map<Sku, Long> first, List<Receipt> receipts) {
    Map<Sku, Long> sum = new HashMap<>(first);
    receipts.forEach(one -> sum.merge(one.sku(), one.quantity(), Long::sum));
    return sum;
  }
}
