package io.saleproof.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StockMetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StockMeters meters = new StockMeters(registry);

  @Test
  void showsEachSkuThatIsAboutToRunOutOnce() {
    meters.left(Map.of(new Sku("A1"), 3L, new Sku("B2"), 0L));

    assertThat(left())
        .containsExactlyInAnyOrder(
            "saleproof_stock_left{sku=\"A1\",} 3.0", "saleproof_stock_left{sku=\"B2\",} 0.0");
  }

  @Test
  void forgetsSkusThatAreNoLongerScarceAndFollowsTheOthers() {
    meters.left(Map.of(new Sku("A1"), 3L, new Sku("B2"), 5L));
    meters.left(Map.of(new Sku("B2"), 4L));

    assertThat(left()).containsExactly("saleproof_stock_left{sku=\"B2\",} 4.0");
  }

  @Test
  void refusesMoreSkusThanAScrapeIsToHold() {
    Map<Sku, Long> many =
        IntStream.rangeClosed(0, StockMeters.MOST_SKUS)
            .boxed()
            .collect(Collectors.toMap(i -> new Sku("S" + i), i -> 1L));

    assertThatThrownBy(() -> meters.left(many)).isInstanceOf(IllegalArgumentException.class);
    assertThat(left()).isEmpty();
  }

  @Test
  void saysHowManyContradictionsTheLastAuditFound() {
    meters.reconciled(3);
    assertThat(registry.get("saleproof.stock.drift").gauge().value()).isEqualTo(3);

    meters.reconciled(0);
    assertThat(registry.get("saleproof.stock.drift").gauge().value()).isZero();
  }

  private List<String> left() {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("saleproof_stock_left"))
        .toList();
  }
}
