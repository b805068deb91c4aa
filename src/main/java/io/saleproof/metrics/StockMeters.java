package io.saleproof.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** What audits of the stock found. Anything but 0 is worth a look. */
@Singleton
public class StockMeters {

  private final MeterRegistry registry;
  private final AtomicLong lastRun = new AtomicLong();

  public StockMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("saleproof.stock.drift", lastRun, AtomicLong::get)
        .description("Contradictions that this instance's last whole audit of the stock found")
        .register(registry);
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
