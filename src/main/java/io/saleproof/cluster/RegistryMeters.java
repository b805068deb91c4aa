package io.saleproof.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** What an operator sees of the registration; nothing where there is no registry. */
final class RegistryMeters {

  private final MeterRegistry meters;
  private final Counter registrations;
  private final Counter failures;

  RegistryMeters(MeterRegistry meters) {
    this.meters = meters;
    this.registrations =
        Counter.builder("saleproof.registry.registrations")
            .description("Times that this instance was registered; more than once: forgotten")
            .register(meters);
    this.failures =
        Counter.builder("saleproof.registry.failures")
            .description("Looks at the registry, and tries to leave it, that failed")
            .register(meters);
  }

  /** What is asked at each scrape. */
  void watch(BooleanSupplier registered, IntSupplier instances) {
    Gauge.builder("saleproof.registry.registered", () -> registered.getAsBoolean() ? 1 : 0)
        .description("Whether the registry listed this instance when it was last asked")
        .register(meters);
    Gauge.builder("saleproof.registry.instances", instances::getAsInt)
        .description("Instances known to be ready, this one included")
        .register(meters);
  }

  void registered() {
    registrations.increment();
  }

  void failed() {
    failures.increment();
  }
}
