package io.saleproof.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.trade.Money;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The business figures of this instance, all counters since its start. They are for dashboards and
 * alarms; the ledger, not they, is what the shop's books follow from.
 */
@Singleton
public class ShopMeters {

  private final MeterRegistry registry;
  private final Counter placed;
  private final Counter refusedForStock;
  private final Counter replayed;
  private final Counter staleVersions;
  private final Counter unitsReserved;
  private final Counter expired;
  private final Counter leftUnsettled;
  private final Counter recoveryFailed;
  private final Counter outcomeUnknown;
  private final AtomicLong overdue = new AtomicLong();

  public ShopMeters(MeterRegistry registry) {
    this.registry = registry;
    this.placed = counter("saleproof.orders.placed", "Orders placed, replays not counted");
    this.refusedForStock =
        counter("saleproof.orders.refused.for.stock", "Orders refused for want of stock");
    this.replayed =
        counter("saleproof.orders.replayed", "Orders answered again under their Idempotency-Key");
    this.staleVersions =
        counter("saleproof.stale.versions", "Writes refused because their version was stale");
    this.unitsReserved = counter("saleproof.units.reserved", "Units reserved by placed orders");
    this.expired = counter("saleproof.orders.expired", "Orders that ran out of time");
    this.leftUnsettled =
        counter("saleproof.orders.left.unsettled", "Changes of orders left to a sweeper to settle");
    this.recoveryFailed =
        counter("saleproof.orders.recovery.failed", "Take-overs of orders that failed for now");
    this.outcomeUnknown =
        counter("saleproof.outcomes.unknown", "Writes that were answered as of unknown outcome");
    Gauge.builder("saleproof.orders.overdue", overdue, AtomicLong::doubleValue)
        .description("Orders not settled a recovery interval after they were due")
        .register(registry);
  }

  /** An order that was placed now, with all its units reserved. */
  public void orderPlaced(Money total, long units) {
    placed.increment();
    unitsReserved.increment(units);
    // Currencies are those of ISO 4217, so this label is bounded.
    Counter.builder("saleproof.orders.value")
        .description("Value of placed orders in minor units of the currency")
        .tag("currency", total.currency())
        .register(registry)
        .increment(total.amount());
  }

  /** An order that was refused because a line could not be reserved. */
  public void orderRefusedForStock() {
    refusedForStock.increment();
  }

  /** A repeated order that got its first answer again. */
  public void orderReplayed() {
    replayed.increment();
  }

  /** Money that came in: an order was paid. */
  public void orderPaid(Money total) {
    Counter.builder("saleproof.revenue")
        .description("Revenue of paid orders in minor units of the currency")
        .tag("currency", total.currency())
        .register(registry)
        .increment(total.amount());
  }

  /** A write on any resource that was answered 412. */
  public void staleVersion() {
    staleVersions.increment();
  }

  /** An order that ran out of time, unpaid or unfinished. */
  public void orderExpired() {
    expired.increment();
  }

  /**
   * An order that was cut short, and that this instance took over.
   *
   * @param state the order's state then, one of few
   */
  public void orderRecovered(String state) {
    Counter.builder("saleproof.orders.recovered")
        .description("Orders taken over because they were cut short")
        .tag("state", state)
        .register(registry)
        .increment();
  }

  /** A change that stands, and whose effects are left to a sweeper. */
  public void orderLeftUnsettled() {
    leftUnsettled.increment();
  }

  /** A take-over that failed; it will be tried again. */
  public void recoveryFailed() {
    recoveryFailed.increment();
  }

  /** How many orders are due for longer than they should be, as far as counted. */
  public void ordersOverdue(long orders) {
    overdue.set(orders);
  }

  /** A write whose outcome could not be told. */
  public void outcomeUnknown() {
    outcomeUnknown.increment();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
