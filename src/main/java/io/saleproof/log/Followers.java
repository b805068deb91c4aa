package io.saleproof.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The secondaries that have registered, by their names. One address is one secondary. */
final class Followers implements AutoCloseable {

  /** Makes the way to a secondary. */
  @FunctionalInterface
  interface Links {
    /** An address such as {@code http://host:port}, as the secondary has told it. */
    Link to(String address);
  }

  private final Map<String, Follower> byMember = new ConcurrentHashMap<>();
  private final Follower.Source source;
  private final Links links;
  private final LogTimes times;
  private boolean closed;

  Followers(Follower.Source source, Links links, LogTimes times) {
    this.source = source;
    this.links = links;
    this.times = times;
  }

  void register(MeterRegistry meters) {
    Gauge.builder("log.members.alive", this, Followers::alive).register(meters);
    Gauge.builder("log.members.behind", this, Followers::mostBehind).register(meters);
  }

  /** Feeds this secondary from now on; at once, if it has been fed before. */
  synchronized void take(Wire.Registration registration) {
    if (closed) {
      throw Problem.of(ProblemCode.OVERLOADED, "The master stops").asException();
    }
    Follower known = byMember.get(registration.member());
    if (known != null && known.address().equals(registration.address())) {
      known.registeredAgain(registration.last());
      return;
    }
    replace(registration);
    makeRoom();
    Follower follower =
        new Follower(
            registration,
            links.to(registration.address()),
            source,
            times,
            RandomGenerator.getDefault());
    byMember.put(follower.member(), follower);
    source.holds(follower, registration.last());
    follower.start();
  }

  /** In a full group, whoever has been lost for longest gives way. */
  private void makeRoom() {
    if (byMember.size() < MasterSettings.MAX_GROUP - 1) {
      return;
    }
    Follower lost =
        all().stream()
            .filter(follower -> follower.health() == Follower.Health.LOST)
            .max(Comparator.comparingLong(Follower::silentNanos))
            .orElseThrow(() -> Problem.of(ProblemCode.CONFLICT, "The group is full").asException());
    drop(lost);
  }

  private void drop(Follower follower) {
    byMember.remove(follower.member());
    follower.close();
    source.forget(follower);
  }

  /** Who has moved, or has been at this address before, is fed no more. */
  private void replace(Wire.Registration registration) {
    for (Follower follower : all()) {
      if (follower.member().equals(registration.member())
          || follower.address().equals(registration.address())) {
        drop(follower);
      }
    }
  }

  List<Follower> all() {
    return List.copyOf(byMember.values());
  }

  /** How many are not lost. */
  int alive() {
    int alive = 0;
    for (Follower follower : byMember.values()) {
      if (follower.health() != Follower.Health.LOST) {
        alive++;
      }
    }
    return alive;
  }

  private long mostBehind() {
    return byMember.values().stream()
        .mapToLong(follower -> Math.max(0, source.durable() - follower.position()))
        .max()
        .orElse(0);
  }

  void wakeAll() {
    byMember.values().forEach(Follower::wake);
  }

  @Override
  public synchronized void close() {
    closed = true;
    all().forEach(Follower::close);
  }
}
