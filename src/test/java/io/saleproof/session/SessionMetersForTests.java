package io.saleproof.session;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.StreamSupport;

/** Reads what was counted, however it is counted. */
final class SessionMetersForTests {

  private SessionMetersForTests() {}

  /** All counters of a name and these labels together; 0: there are none. */
  static double sum(MeterRegistry registry, String name, String... tags) {
    return registry.find(name).tags(tags).meters().stream()
        .map(Meter::measure)
        .flatMap(measured -> StreamSupport.stream(measured.spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }
}
