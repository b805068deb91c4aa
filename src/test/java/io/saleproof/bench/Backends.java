package io.saleproof.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database and, where a row wants one, the Redis behind the contestants of a row: beside the
 * load, so that a contestant has its processor for itself.
 */
record Backends(
    BenchDatabase database, @Nullable BenchRedis redis, Contestants contestants, String name)
    implements AutoCloseable {

  static Backends open(Bench.Settings settings, boolean redis) throws IOException {
    BenchRedis cache = redis ? BenchRedis.open() : null;
    BenchDatabase database = BenchDatabase.open(System.getenv("TEST_MONGODB_URL"), List.of());
    String name = "bench_" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    return new Backends(database, cache, new Contestants(settings.prefix()), name);
  }

  /**
   * The program on them, with the goods of a cached page.
   *
   * @param settings further variables of its environment
   */
  Served shop(Map<String, String> settings) throws IOException {
    Served shop = emptyShop(settings);
    Goods.write(shop.port(), CachedPage.PRODUCTS);
    return shop;
  }

  Served emptyShop(Map<String, String> settings) throws IOException {
    return emptyShop(database.url(), settings);
  }

  /**
   * @param url the way to the database, if not the straight one
   */
  Served emptyShop(String url, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    if (redis != null) {
      all.put("REDIS_URL", redis.url());
    }
    return contestants.shop(url, name, all);
  }

  /** The gauge of a contestant, by the CPU time of its process. */
  Gauge gauge(Supplier<Duration> contestant) {
    return new Gauge(contestant, this::cpuTime);
  }

  private Duration cpuTime() {
    Duration server = database.serverCpuTime();
    return redis == null ? server : server.plus(redis.cpuTime());
  }

  /** What is to be said of Redis, if there is one. */
  String redisNote() {
    return redis == null ? "" : "; Redis: " + redis.which();
  }

  @Override
  public void close() {
    database.client().getDatabase(name).drop();
    database.close();
    if (redis != null) {
      redis.close();
    }
  }
}
