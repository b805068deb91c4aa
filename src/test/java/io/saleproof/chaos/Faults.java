package io.saleproof.chaos;

import io.saleproof.redis.RedisClusterForTests;
import io.saleproof.redis.RedisServerForTests;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What is done to the Redis cluster, one thing after another, each until it is undone. */
final class Faults {

  /** Something that was the matter, in seconds since the beginning. */
  record Span(String name, double from, double to) {}

  private record Fault(String name, Runnable begin, Runnable end) {}

  private final RedisClusterForTests redis;
  private final DoubleSupplier clock;
  private final List<Span> spans = new ArrayList<>();

  Faults(RedisClusterForTests redis, DoubleSupplier clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** Goes on for about so long; the last {@code quiet} seconds have no fault. */
  List<Span> run(double seconds, double quiet) throws InterruptedException {
    List<Fault> faults = all();
    double each = (seconds - 2 * quiet) / faults.size();
    sleep(quiet);
    for (Fault fault : faults) {
      double from = clock.getAsDouble();
      System.out.printf("%5.0f s  %s%n", from, fault.name);
      fault.begin.run();
      sleep(each / 2);
      fault.end.run();
      spans.add(new Span(fault.name, from, clock.getAsDouble()));
      // Time to find together again, so that the next fault meets a whole cluster.
      redis.awaitWhole();
      sleep(Math.max(0, from + each - clock.getAsDouble()));
    }
    sleep(quiet);
    return List.copyOf(spans);
  }

  private List<Fault> all() {
    RedisServerForTests[] victim = new RedisServerForTests[1];
    return List.of(
        new Fault(
            "a master killed",
            () -> {
              victim[0] = master();
              victim[0].kill();
            },
            () -> victim[0].start()),
        new Fault(
            "a master paused",
            () -> {
              victim[0] = master();
              victim[0].pause();
            },
            () -> victim[0].goOn()),
        new Fault("all flushed", () -> masters().forEach(one -> one.call("FLUSHALL")), () -> {}),
        new Fault("all full", () -> limit("1"), () -> limit("0")),
        new Fault(
            "all paused",
            () -> redis.servers().forEach(RedisServerForTests::pause),
            () -> redis.servers().forEach(RedisServerForTests::goOn)),
        new Fault(
            "all killed",
            () -> redis.servers().forEach(RedisServerForTests::kill),
            () -> redis.servers().forEach(RedisServerForTests::start)));
  }

  /** Nothing new is taken; nothing that is kept is dropped for it. */
  private void limit(String bytes) {
    masters().forEach(one -> one.call("CONFIG", "SET", "maxmemory-policy", "noeviction"));
    masters().forEach(one -> one.call("CONFIG", "SET", "maxmemory", bytes));
  }

  private List<RedisServerForTests> masters() {
    return redis.servers().stream().filter(RedisClusterForTests::isMaster).toList();
  }

  private RedisServerForTests master() {
    return masters().getFirst();
  }

  private static void sleep(double seconds) throws InterruptedException {
    Thread.sleep((long) (1_000 * seconds));
  }
}
