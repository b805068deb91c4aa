package io.saleproof.cluster;

import io.saleproof.session.KnownInstances;
import io.saleproof.session.OnlyThisInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instances that the registry last said were ready. What it said is believed for {@link
 * #KEPT_FOR}, if it doesn't speak again; then, and without a registry, only this one is known.
 */
@ApplicationScoped
public class RegisteredInstances implements KnownInstances {

  static final Duration KEPT_FOR = Duration.ofMinutes(1);

  /** More would say that something else than a shop is listed. */
  static final int MAX = 1_000;

  static final int MAX_NAME = 64;

  private final OnlyThisInstance own;
  private final Clock clock;
  private volatile Heard heard = new Heard(Set.of(), Instant.MIN);

  private record Heard(Set<String> names, Instant at) {}

  RegisteredInstances(OnlyThisInstance own, Clock clock) {
    this.own = own;
    this.clock = clock;
  }

  /** The registry says who is ready. */
  void heard(Set<String> ready) {
    Set<String> names =
        ready.stream()
            .filter(name -> name.length() <= MAX_NAME)
            .limit(MAX)
            .collect(Collectors.toUnmodifiableSet());
    heard = new Heard(names, clock.instant());
  }

  @Override
  public String self() {
    return own.self();
  }

  @Override
  public boolean knows(String instance) {
    return own.knows(instance) || others().contains(instance);
  }

  /** How many are known, this one included. */
  int count() {
    return others().size() + (others().contains(self()) ? 0 : 1);
  }

  private Set<String> others() {
    Heard last = heard;
    return last.names.isEmpty() || clock.instant().isAfter(last.at.plus(KEPT_FOR))
        ? Set.of()
        : last.names;
  }
}
