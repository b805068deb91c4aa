package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Compares a SKU's account, as it was at one moment, with itself, its ledger and its orders, and
 * works out what it should be. It reads and writes nothing.
 */
final class Audit {

  private final Sku sku;
  private final StockParts parts;
  private final Instant now;
  private final Map<String, PartAccount> accounts = new LinkedHashMap<>();
  private final List<Drift> findings = new ArrayList<>();

  Audit(StockParts parts, Instant now) {
    this.sku = parts.sku();
    this.parts = parts;
    this.now = now;
    parts.all().forEach(part -> accounts.put(part.id(), new PartAccount(part)));
  }

  List<Drift> findings() {
    return List.copyOf(findings);
  }

  List<PartAccount> accounts() {
    return List.copyOf(accounts.values());
  }

  /** Whether what it should be can be. */
  boolean isRepairable() {
    return accounts.values().stream().allMatch(PartAccount::isPossible);
  }

  StockParts parts() {
    return parts;
  }

  /** Each document with itself. */
  void compareWithThemselves() {
    for (StockPart part : parts.all().toList()) {
      long held = part.holds().stream().mapToLong(PartAccount::quantity).sum();
      same(part, Drift.Kind.RESERVED_NOT_HELD, "reserved", held, part.reserved());
      same(
          part,
          Drift.Kind.AVAILABLE_WRONG,
          "available",
          part.onHand() - part.reserved(),
          part.available());
      long account =
          part.number("received")
              + part.number("moved")
              - part.number("sold")
              - part.number("writtenOff");
      same(part, Drift.Kind.ACCOUNT_UNBALANCED, "onHand", account, part.onHand());
      for (String field : List.of("onHand", "reserved", "available", "received", "writtenOff")) {
        if (part.number(field) < 0) {
          find(part, Drift.Kind.IMPOSSIBLE, null, null, part.number(field), field + " is negative");
        }
      }
    }
  }

  /** The documents of the SKU with each other. */
  void compareTransfers() {
    long lost = parts.sum("moved") + parts.unitsTravelling() + parts.soldTravelling();
    if (lost != 0) {
      find(
          parts.root(),
          Drift.Kind.TRANSFER_UNBALANCED,
          null,
          0L,
          lost,
          "units between the documents of the SKU");
      root().correct(0, 0, 0, -lost);
    }
  }

  /** The whole with its ledger, which is believed. */
  void compareWith(LedgerSums ledger) {
    long received = ledger.received() - parts.received();
    long sold = ledger.sold() - parts.sold();
    long writtenOff = ledger.writtenOff() - parts.writtenOff();
    StockPart root = parts.root();
    same(root, Drift.Kind.LEDGER_DISAGREES, "received", ledger.received(), parts.received());
    same(root, Drift.Kind.LEDGER_DISAGREES, "sold", ledger.sold(), parts.sold());
    same(root, Drift.Kind.LEDGER_DISAGREES, "writtenOff", ledger.writtenOff(), parts.writtenOff());
    root().correct(received, sold, writtenOff, 0);
  }

  /**
   * The holds with the orders they are for.
   *
   * @param owners what the orders of all holds say
   * @param isSold whether the ledger has the sale of an order
   */
  void compareWith(Map<String, HoldOwners.Owner> owners, Predicate<String> isSold) {
    Set<String> seen = new HashSet<>();
    for (StockPart part : parts.all().toList()) {
      PartAccount account = account(part);
      for (Document hold : part.holds()) {
        String orderId = hold.getString("order");
        HoldOwners.Owner owner = owners.get(orderId);
        if (!seen.add(orderId)) {
          findHold(part, Drift.Kind.DOUBLE_HOLD, hold, null, "held a second time");
          account.drop(hold);
        } else if (owner == null) {
          findHold(part, Drift.Kind.HOLD_WITHOUT_ORDER, hold, null, "there is no such order");
          account.drop(hold);
        } else {
          compare(part, hold, owner, isSold);
        }
      }
    }
  }

  private void compare(
      StockPart part, Document hold, HoldOwners.Owner owner, Predicate<String> isSold) {
    PartAccount account = account(part);
    switch (owner.claim()) {
      case IN_MOTION -> {
        // Someone is at it: the next audit sees how it ended.
      }
      case HOLDS -> {
        if (owner.quantity() != PartAccount.quantity(hold)) {
          findHold(part, Drift.Kind.HOLD_QUANTITY, hold, owner.quantity(), "the order has others");
          account.setQuantity(hold, owner.quantity());
        }
      }
      case GAVE_BACK -> {
        findHold(part, Drift.Kind.HOLD_OF_ENDED_ORDER, hold, null, "was to be given back");
        account.drop(hold);
      }
      case SOLD -> {
        if (isSold.test(owner.orderId())) {
          findHold(part, Drift.Kind.HOLD_OF_ENDED_ORDER, hold, null, "was sold already");
          account.drop(hold);
        } else {
          findHold(part, Drift.Kind.HOLD_OF_ENDED_ORDER, hold, null, "was to be sold");
          account.sell(hold, now);
        }
      }
    }
  }

  /** Orders that must hold units and hold none. */
  void missing(HoldOwners.Owner owner) {
    find(
        parts.root(),
        Drift.Kind.ORDER_WITHOUT_HOLD,
        owner.orderId(),
        owner.quantity(),
        null,
        "the order is placed");
    root().add(owner.orderId(), owner.quantity(), owner.until());
  }

  boolean holdsFor(String orderId) {
    return parts
        .all()
        .flatMap(part -> part.holds().stream())
        .anyMatch(hold -> orderId.equals(hold.getString("order")));
  }

  private void same(StockPart part, Drift.Kind kind, String field, long expected, long actual) {
    if (expected != actual) {
      find(part, kind, null, expected, actual, field);
    }
  }

  private void findHold(
      StockPart part, Drift.Kind kind, Document hold, @Nullable Long expected, String detail) {
    find(part, kind, hold.getString("order"), expected, PartAccount.quantity(hold), detail);
  }

  private void find(
      StockPart part,
      Drift.Kind kind,
      @Nullable String orderId,
      @Nullable Long expected,
      @Nullable Long actual,
      String detail) {
    findings.add(new Drift(sku, kind, part.id(), orderId, expected, actual, detail, false));
  }

  private PartAccount account(StockPart part) {
    return java.util.Objects.requireNonNull(accounts.get(part.id()));
  }

  private PartAccount root() {
    return account(parts.root());
  }
}
