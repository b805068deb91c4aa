package io.saleproof.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.redis.RedisAddress;
import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.RedisSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** The caches of several instances of one shop, which share a real Redis. */
public final class SharingCaches implements AutoCloseable {

  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final List<RedisRouter> routers = new ArrayList<>();
  private final List<VersionedCache> caches = new ArrayList<>();

  public SharingCaches(String url, int instances, Clock clock) {
    String shop = "test-" + UUID.randomUUID();
    for (int i = 0; i < instances; i++) {
      RedisRouter router =
          new RedisRouter(
              vertx,
              RedisAddress.parse(url),
              RedisSettings.QUICK,
              new NetClientOptions(),
              new SimpleMeterRegistry());
      routers.add(router);
      caches.add(
          new VersionedCache(
              new RedisCache(router, shop, LEASE),
              TestConfig.small().patient(),
              clock,
              new SimpleMeterRegistry()));
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> routers.stream().allMatch(r -> r.health() == RedisRouter.Health.WELL));
  }

  public VersionedCache of(int instance) {
    return caches.get(instance);
  }

  @Override
  public void close() {
    routers.forEach(RedisRouter::close);
    vertx.close();
  }
}
