package io.saleproof.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.redis.RedisAddress;
import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.RedisServerForTests;
import io.saleproof.redis.RedisSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, in a real Redis, keep the contract that the model keeps. */
class RedisCacheTest extends SharedCacheContract {

  @TempDir static Path folder;

  private static final List<RedisRouter> ROUTERS = new ArrayList<>();
  private static RedisServerForTests server;
  private static Vertx vertx;
  private static RedisCache shared;
  private static RedisCache other;

  @BeforeAll
  static void start() {
    server = RedisServerForTests.start(folder);
    vertx = Vertx.vertx();
    shared = instance();
    other = instance();
  }

  @AfterAll
  static void stop() throws Exception {
    for (RedisRouter router : ROUTERS) {
      router.close();
    }
    vertx.close();
    server.close();
  }

  private static RedisCache instance() {
    RedisRouter router =
        new RedisRouter(
            vertx,
            RedisAddress.parse(server.url()),
            RedisSettings.QUICK,
            new NetClientOptions(),
            new SimpleMeterRegistry());
    ROUTERS.add(router);
    RedisCache cache = new RedisCache(router, "shop", Duration.ofSeconds(30), Clock.systemUTC());
    Awaitility.await()
        .until(
            () ->
                cache
                    .read(Things.KEY)
                    .toCompletionStage()
                    .handle((found, failed) -> failed == null)
                    .toCompletableFuture()
                    .get());
    return cache;
  }

  @Override
  protected SharedCache shared() {
    return shared;
  }

  @Override
  protected SharedCache other() {
    return other;
  }

  @Override
  protected void endLease(CacheKey key) {
    // As time does, by the clock of the server.
    server.call("HSET", shared.place(key), "until", "0");
  }

  @Override
  protected void evict(CacheKey key) {
    server.call("DEL", shared.place(key));
  }
}
