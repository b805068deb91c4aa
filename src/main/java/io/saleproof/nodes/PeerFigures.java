package io.saleproof.nodes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** What waits for each node, read from the store when the figures are asked for. */
final class PeerFigures {

  private static final double MILLIS = 1_000;

  private final MeterRegistry meters;
  private final NodeStore store;
  private final InstantSource wall;
  private final BooleanSupplier storeAnswers;
  private final Map<String, List<Meter>> of = new HashMap<>();

  /**
   * @param storeAnswers whether the store answered last; it is asked only then
   */
  PeerFigures(
      MeterRegistry meters, NodeStore store, InstantSource wall, BooleanSupplier storeAnswers) {
    this.meters = meters;
    this.store = store;
    this.wall = wall;
    this.storeAnswers = storeAnswers;
  }

  synchronized void add(String peer) {
    of.computeIfAbsent(
        peer,
        name ->
            List.of(
                gauge("nodes.queue.jobs", "Jobs that wait for a node", name, this::jobs),
                gauge("nodes.lag", "How long the oldest job waits, seconds", name, this::lag)));
  }

  synchronized void remove(String peer) {
    List<Meter> gone = of.remove(peer);
    if (gone != null) {
      gone.forEach(meters::remove);
    }
  }

  private Meter gauge(
      String meter, String description, String peer, ToDoubleFunction<NodeStore.Backlog> value) {
    return Gauge.builder(meter, () -> read(peer, value))
        .description(description)
        .tag("node", peer)
        .register(meters);
  }

  private double read(String peer, ToDoubleFunction<NodeStore.Backlog> value) {
    if (!storeAnswers.getAsBoolean()) {
      // One wait for each figure would keep whoever asks for longer than they wait.
      return Double.NaN;
    }
    try {
      return value.applyAsDouble(store.backlog(peer));
    } catch (StoreUnavailable unknown) {
      return Double.NaN;
    }
  }

  private double jobs(NodeStore.Backlog backlog) {
    return backlog.jobs();
  }

  private double lag(NodeStore.Backlog backlog) {
    return backlog
        .oldest()
        .map(since -> Duration.between(since, wall.instant()).toMillis() / MILLIS)
        .orElse(0.0);
  }
}
