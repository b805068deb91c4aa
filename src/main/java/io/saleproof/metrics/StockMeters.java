package io.saleproof.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.saleproof.trade.Sku;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What audits of the stock found, of which anything but 0 is worth a look, and what is about to run
 * out.
 */
@Singleton
public class StockMeters {

  /** So many SKUs are shown at most: each is a series of its own. */
  public static final int MOST_SKUS = 10;

  private final MeterRegistry registry;
  private final MultiGauge left;
  private final AtomicLong lastRun = new AtomicLong();

  public StockMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("saleproof.stock.drift", lastRun, AtomicLong::get)
        .description("Contradictions that this instance's last whole audit of the stock found")
        .register(registry);
    this.left =
        MultiGauge.builder("saleproof.stock.left")
            .description("Units that can be ordered of the SKUs in demand that have the fewest")
            .register(registry);
  }

  /**
   * Units left of SKUs in demand; SKUs that were shown before and are not among them are no longer.
   *
   * @throws IllegalArgumentException if there are more than {@link #MOST_SKUS}
   */
  public void left(Map<Sku, Long> units) {
    if (units.size() > MOST_SKUS) {
      throw new IllegalArgumentException("too many SKUs to show: " + units.size());
    }
    left.register(
        units.entrySet().stream()
            .map(one -> MultiGauge.Row.of(Tags.of("sku", one.getKey().value()), one.getValue()))
            .collect(Collectors.toList()),
        true);
  }

  /** A contradiction that was found; the kinds are few and fixed. */
  public void drift(String kind, boolean repaired) {
    Counter.builder("saleproof.stock.drift.found")
        .description("Contradictions found in the accounts of the stock")
        .tag("kind", kind)
        .tag("repaired", Boolean.toString(repaired))
        .register(registry)
        .increment();
  }

  /** A whole audit has ended. */
  public void reconciled(long drift) {
    lastRun.set(drift);
  }
}
