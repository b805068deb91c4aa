package io.saleproof.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.session.ClientClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts who has served reads, by class of client. */
final class ReadMeters {

  private final Map<ClientClass, Map<Served, Counter>> counters = new EnumMap<>(ClientClass.class);

  ReadMeters(MeterRegistry registry) {
    for (ClientClass of : ClientClass.values()) {
      Map<Served, Counter> served = new EnumMap<>(Served.class);
      for (Served by : Served.values()) {
        served.put(
            by,
            Counter.builder("saleproof.consistency.reads")
                .description("Shown reads on a cluster, by who has served them")
                .tag("served", by.label())
                .tag("class", of.label())
                .register(registry));
      }
      counters.put(of, served);
    }
  }

  void count(ClientClass of, Served by) {
    Objects.requireNonNull(Objects.requireNonNull(counters.get(of)).get(by)).increment();
  }
}
