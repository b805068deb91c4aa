package io.saleproof.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.trade.Money;
import jakarta.inject.Singleton;

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

  ShopMeters(MeterRegistry registry) {
    this.registry = registry;
    this.placed = counter("saleproof.orders.placed", "Orders placed, replays not counted");
    this.refusedForStock =
        counter("saleproof.orders.refused.for.stock", "Orders refused for want of stock");
    this.replayed =
        counter("saleproof.orders.replayed", "Orders answered again under their Idempotency-Key");
    this.staleVersions =
        counter("saleproof.stale.versions", "Writes refused because their version was stale");
    this.unitsReserved = counter("saleproof.units.reserved", "Units reserved by placed orders");
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

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
