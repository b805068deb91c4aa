package io.saleproof.chaos;

import io.saleproof.redis.RedisClusterForTests;
import io.saleproof.redis.RedisServerForTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** What is done to the Redis cluster, one thing after another, each until it is undone. */
final class Faults {

  /**
   * Something that was the matter.
   *
   * @param from when it was begun, in seconds since the beginning
   * @param to when it was undone
   * @param whole when the cluster itself was whole again: each slot with a master that serves
   */
  record Span(String name, double from, double to, double whole) {}

  /**
   * @param key what it is called on the command line
   * @param eachSecond what is done again, once a second, while it lasts
   */
  private record Fault(String key, String name, Runnable begin, Runnable eachSecond, Runnable end) {

    Fault(String key, String name, Runnable begin, Runnable end) {
      this(key, name, begin, () -> {}, end);
    }
  }

  /** Of each second no node answers for so long, when all are slow: longer than a call waits. */
  private static final String SLOW_MILLIS = "400";

  private final RedisClusterForTests redis;
  private final DoubleSupplier clock;
  private final List<Span> spans = new ArrayList<>();
  private final List<RedisServerForTests> victims = new ArrayList<>();

  Faults(RedisClusterForTests redis, DoubleSupplier clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * Goes on for about so long; the first and the last {@code quiet} seconds have no fault.
   *
   * @param wanted keys of faults; empty: all
   */
  List<Span> run(Set<String> wanted, double seconds, double quiet) throws InterruptedException {
    List<Fault> faults =
        all().stream().filter(one -> wanted.isEmpty() || wanted.contains(one.key)).toList();
    double each = (seconds - 2 * quiet) / faults.size();
    last(quiet, () -> {});
    for (Fault fault : faults) {
      double from = clock.getAsDouble();
      System.out.printf("%5.0f s  %s%n", from, fault.name);
      victims.clear();
      fault.begin.run();
      last(each / 2, fault.eachSecond);
      fault.end.run();
      double to = clock.getAsDouble();
      // Also so that the next fault meets a whole cluster.
      redis.awaitWhole();
      spans.add(new Span(fault.name, from, to, clock.getAsDouble()));
      last(from + each - clock.getAsDouble(), () -> {});
    }
    last(quiet, () -> {});
    return List.copyOf(spans);
  }

  private List<Fault> all() {
    return List.of(
        new Fault("kill", "master killed", () -> killed(master()), this::startVictims),
        new Fault("pause", "master paused", () -> master().pause(), this::goOn),
        new Fault("third", "third killed", this::killAThird, this::startVictims),
        new Fault("flush", "all flushed", () -> {}, this::flush, () -> {}),
        new Fault("full", "all full", () -> limit("1"), () -> limit("0")),
        new Fault("slow", "all slow", () -> {}, this::slow, () -> {}),
        new Fault("pause-all", "all paused", this::pauseAll, this::goOn),
        new Fault(
            "kill-all",
            "all killed",
            () -> redis.servers().forEach(this::killed),
            this::startVictims));
  }

  private void killed(RedisServerForTests one) {
    one.kill();
    victims.add(one);
  }

  private void startVictims() {
    victims.forEach(RedisServerForTests::start);
  }

  /** A master, and then who would take its place: nobody has what they held. */
  private void killAThird() {
    RedisServerForTests master = master();
    String port = "master_port:" + master.node().port() + "\r";
    List<RedisServerForTests> replicas =
        redis.servers().stream()
            .filter(one -> one.call("INFO", "replication").contains(port))
            .toList();
    killed(master);
    replicas.forEach(this::killed);
  }

  private void flush() {
    masters().forEach(one -> one.call("FLUSHALL"));
  }

  private void slow() {
    masters().forEach(one -> one.call("CLIENT", "PAUSE", SLOW_MILLIS, "ALL"));
  }

  private void pauseAll() {
    redis.servers().forEach(RedisServerForTests::pause);
  }

  private void goOn() {
    redis.servers().forEach(RedisServerForTests::goOn);
  }

  /** Nothing new is taken; nothing that is kept is dropped for it. */
  private void limit(String bytes) {
    for (RedisServerForTests one : masters()) {
      one.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
      one.call("CONFIG", "SET", "maxmemory", bytes);
    }
  }

  private List<RedisServerForTests> masters() {
    return redis.servers().stream().filter(RedisClusterForTests::isMaster).toList();
  }

  private RedisServerForTests master() {
    return masters().getFirst();
  }

  /** How long something lasts is the schedule's: nothing is waited for here. */
  private static void last(double seconds, Runnable eachSecond) throws InterruptedException {
    double left = seconds;
    while (left > 0) {
      eachSecond.run();
      double step = Math.min(1, left);
      Thread.sleep((long) (1_000 * step));
      left -= step;
    }
  }
}
