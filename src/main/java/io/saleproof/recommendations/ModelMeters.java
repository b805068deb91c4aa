package io.saleproof.recommendations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import org.jspecify.annotations.Nullable;

/** Figures of the model of what is bought together. */
@Singleton
class ModelMeters {

  private static final double NEVER = Double.NaN;
  private static final double MILLIS = 1_000;

  private volatile ModelState last = ModelState.NONE;
  private final Counter counted;
  private final Counter rebuilds;

  ModelMeters(MeterRegistry registry, Clock clock) {
    this.counted =
        Counter.builder("saleproof.recommendations.orders.counted")
            .description("Orders that this instance has looked at to count them")
            .register(registry);
    this.rebuilds =
        Counter.builder("saleproof.recommendations.rebuilds")
            .description("How often this instance has counted all orders from scratch")
            .register(registry);
    Gauge.builder("saleproof.recommendations.model.age", () -> age(clock, last.keptAt()))
        .description("Seconds since all orders were known to be counted; NaN: not seen here yet")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("saleproof.recommendations.model.orders", () -> last.orders())
        .description("Orders that the model rests on, when this instance last saw it")
        .register(registry);
  }

  private static double age(Clock clock, @Nullable Instant keptAt) {
    return keptAt == null ? NEVER : Duration.between(keptAt, clock.instant()).toMillis() / MILLIS;
  }

  void counted(IntSummaryStatistics batch) {
    counted.increment(batch.getCount());
  }

  void rebuilt(ModelState state) {
    rebuilds.increment();
    seen(state);
  }

  /** The state as a keeper left it, or as a reader found it. */
  void seen(ModelState state) {
    last = state;
  }
}
