package io.saleproof.cache;

import io.saleproof.redis.RedisClusterForTests;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The cache's contract on a real cluster, or on the Redis that {@code TEST_REDIS_URL} names. */
class RedisClusterCacheTest extends RedisCacheContract {

  @TempDir static Path folder;

  private static RedisClusterForTests cluster;
  private static RedisInstances instances;

  @BeforeAll
  static void start() {
    String named = System.getenv("TEST_REDIS_URL");
    if (named == null || named.isBlank()) {
      cluster = RedisClusterForTests.start(folder, "secret");
      instances = new RedisInstances(cluster.url());
    } else {
      instances = new RedisInstances(named);
    }
  }

  @AfterAll
  static void stop() {
    instances.close();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  RedisInstances instances() {
    return instances;
  }
}
