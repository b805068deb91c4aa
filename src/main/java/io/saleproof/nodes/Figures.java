package io.saleproof.nodes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What a node counts. */
final class Figures {

  private static final double MILLIS = 1_000;

  private final MeterRegistry meters;
  private final Counter conflicts;
  private final Counter delivered;
  private final Counter failures;
  private final Counter repaired;
  private final Counter dropped;
  private final Counter refused;

  Figures(MeterRegistry meters) {
    this.meters = meters;
    conflicts =
        Counter.builder("nodes.conflicts")
            .description("Entries from other nodes that lost against a newer one of a third node")
            .register(meters);
    delivered =
        Counter.builder("nodes.jobs.delivered")
            .description("Jobs that another node has taken")
            .register(meters);
    failures =
        Counter.builder("nodes.unreachable")
            .description("Requests to other nodes without an answer in time")
            .register(meters);
    repaired =
        Counter.builder("nodes.repaired")
            .description("Entries that comparisons sent or took")
            .register(meters);
    dropped =
        Counter.builder("nodes.dropped")
            .description("Pairs dropped because they were removed long ago")
            .register(meters);
    refused =
        Counter.builder("nodes.refused")
            .description("Entries from other nodes refused because no clock can have made them")
            .register(meters);
  }

  void leadOf(HybridClock clock) {
    Gauge.builder("nodes.clock.lead", clock, of -> of.lead().toMillis() / MILLIS)
        .description("How far the hybrid clock is ahead of this node's wall clock, seconds")
        .register(meters);
  }

  void conflict() {
    conflicts.increment();
  }

  void refused(int entries) {
    refused.increment(entries);
  }

  void delivered(int jobs) {
    delivered.increment(jobs);
  }

  void unreachable() {
    failures.increment();
  }

  void compared(Comparison.Result result) {
    repaired.increment((double) result.sent() + result.taken());
    dropped.increment(result.dropped());
  }
}
