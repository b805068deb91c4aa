package io.saleproof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.trade.Money;
import org.junit.jupiter.api.Test;

class ShopMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ShopMeters meters = new ShopMeters(registry);

  @Test
  void countsAPlacedOrderItsUnitsAndItsValue() {
    meters.orderPlaced(new Money(510, "GBP"), 2);
    meters.orderPlaced(new Money(90, "GBP"), 1);
    meters.orderPlaced(new Money(700, "EUR"), 1);

    assertThat(count("saleproof.orders.placed")).isEqualTo(3);
    assertThat(count("saleproof.units.reserved")).isEqualTo(4);
    assertThat(count("saleproof.orders.value", "currency", "GBP")).isEqualTo(600);
    assertThat(count("saleproof.orders.value", "currency", "EUR")).isEqualTo(700);
  }

  @Test
  void showsZeroBeforeAnythingHappened() {
    assertThat(count("saleproof.orders.placed")).isZero();
    assertThat(count("saleproof.orders.refused.for.stock")).isZero();
    assertThat(count("saleproof.orders.replayed")).isZero();
    assertThat(count("saleproof.stale.versions")).isZero();
  }

  @Test
  void countsRevenueWhenAnOrderIsPaidNotWhenItIsPlaced() {
    meters.orderPlaced(new Money(510, "GBP"), 2);
    assertThat(registry.find("saleproof.revenue").counter()).isNull();

    meters.orderPaid(new Money(510, "GBP"));
    assertThat(count("saleproof.revenue", "currency", "GBP")).isEqualTo(510);
  }

  @Test
  void countsRefusalsReplaysAndStaleVersionsApart() {
    meters.orderRefusedForStock();
    meters.orderReplayed();
    meters.orderReplayed();
    meters.staleVersion();

    assertThat(count("saleproof.orders.refused.for.stock")).isEqualTo(1);
    assertThat(count("saleproof.orders.replayed")).isEqualTo(2);
    assertThat(count("saleproof.stale.versions")).isEqualTo(1);
  }

  @Test
  void countsRecoveriesByStateAndShowsWhatIsOverdueNow() {
    meters.orderRecovered("pending");
    meters.orderRecovered("paid");
    meters.orderRecovered("paid");
    meters.recoveryFailed();
    meters.orderExpired();
    meters.orderLeftUnsettled();
    meters.outcomeUnknown();
    meters.ordersOverdue(7);
    meters.ordersOverdue(3);

    assertThat(count("saleproof.orders.recovered", "state", "paid")).isEqualTo(2);
    assertThat(count("saleproof.orders.recovered", "state", "pending")).isEqualTo(1);
    assertThat(count("saleproof.orders.recovery.failed")).isEqualTo(1);
    assertThat(count("saleproof.orders.expired")).isEqualTo(1);
    assertThat(count("saleproof.orders.left.unsettled")).isEqualTo(1);
    assertThat(count("saleproof.outcomes.unknown")).isEqualTo(1);
    assertThat(registry.get("saleproof.orders.overdue").gauge().value()).isEqualTo(3);
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }
}
