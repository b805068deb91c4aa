package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Dealing out, choosing, reckoning of stock and percentiles. */
class PlanningTest {

  @Test
  void keepsACustomersInvoicesWithOneClientAndInOrder() {
    List<Invoice> invoices = InvoicesFixture.invoices(200);
    List<List<Invoice>> partitions = Partitions.of(invoices, 7);
    assertThat(partitions).hasSize(7);
    assertThat(partitions.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(invoices);
    Map<CustomerId, Integer> owner = new HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      assertThat(partitions.get(i)).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
      for (Invoice invoice : partitions.get(i)) {
        if (invoice.customer() != null) {
          assertThat(owner.merge(invoice.customer(), i, (first, now) -> first)).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void spreadsGuestsOverClients() {
    List<Invoice> guests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      guests.add(InvoicesFixture.invoice("g" + i, null, "T1", 1));
    }
    assertThat(Partitions.of(guests, 4)).allSatisfy(mine -> assertThat(mine).isNotEmpty());
  }

  @Test
  void sendsATenthTwicePaysTwoInThreeAndCancelsOneInTwenty() {
    Choices choices = Choices.of(InvoicesFixture.invoices(60), 1);
    assertThat(choices.repeated()).hasSize(3);
    assertThat(choices.twin()).hasSize(3).doesNotContainAnyElementsOf(choices.repeated());
    assertThat(choices.paid()).hasSize(40);
    assertThat(choices.cancelled()).hasSize(3);
  }

  @Test
  void choosesTheSameForTheSameSeedOnly() {
    List<Invoice> invoices = InvoicesFixture.invoices(60);
    assertThat(Choices.of(invoices, 5)).isEqualTo(Choices.of(invoices, 5));
    assertThat(Choices.of(invoices, 5)).isNotEqualTo(Choices.of(invoices, 6));
  }

  @Test
  void receivesOnlyWhatLacksOf95Percent() {
    List<Invoice> invoices =
        List.of(
            InvoicesFixture.invoice("1", "c1", "T1", 60),
            InvoicesFixture.invoice("2", "c2", "T1", 39),
            InvoicesFixture.invoice("3", "c1", "T2", 100),
            InvoicesFixture.invoice("4", "c1", "T3", 100),
            InvoicesFixture.invoice("5", "c1", "T4", 1));
    StockPlan plan =
        new StockPlan(
            StockPlan.asked(invoices),
            Map.of(
                new Sku("T2"), new StockFigures(50, 10, 40),
                new Sku("T3"), new StockFigures(500, 0, 500)));
    // 95 % of 99 is 94.05; of T2 there are 40 to be had; T3 has more than enough; 95 % of 1 is 0.
    assertThat(plan.missing()).isEqualTo(Map.of(new Sku("T1"), 94L, new Sku("T2"), 55L));
  }

  @Test
  void percentilesAreMeasuredTimes() {
    Latencies hundred =
        new Latencies(LongStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
    assertThat(hundred.percentile(50)).isEqualTo(Duration.ofMillis(50));
    assertThat(hundred.percentile(99)).isEqualTo(Duration.ofMillis(99));
    assertThat(hundred.longest()).isEqualTo(Duration.ofMillis(100));
    Latencies three =
        new Latencies(List.of(Duration.ofMillis(3), Duration.ofMillis(1), Duration.ofMillis(2)));
    assertThat(three.percentile(50)).isEqualTo(Duration.ofMillis(2));
    assertThat(three.percentile(99)).isEqualTo(Duration.ofMillis(3));
    assertThat(new Latencies(List.of()).percentile(99)).isZero();
  }
}
