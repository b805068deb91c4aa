package io.saleproof.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.redis.RedisAddress;
import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The caches of several instances of one shop, which share a real Redis. */
public final class SharingCaches implements AutoCloseable {

  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final List<RedisRouter> routers = new ArrayList<>();
  private final List<VersionedCache> caches = new ArrayList<>();

  public SharingCaches(String url, int instances, Clock clock) {
    this(url, instances, clock, shared -> shared);
  }

  /** Those of instances that hear of no change: each message is still under way. */
  public static SharingCaches withoutMessages(String url, int instances, Clock clock) {
    return new SharingCaches(url, instances, clock, Deaf::new);
  }

  private SharingCaches(
      String url, int instances, Clock clock, UnaryOperator<SharedCache> heardBy) {
    String shop = "test-" + UUID.randomUUID();
    for (int i = 0; i < instances; i++) {
      RedisRouter router =
          new RedisRouter(
              vertx,
              RedisAddress.parse(url),
              RedisSettings.PATIENT,
              new NetClientOptions(),
              new SimpleMeterRegistry());
      routers.add(router);
      caches.add(
          new VersionedCache(
              heardBy.apply(new RedisCache(router, shop, LEASE, Clock.systemUTC())),
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

  /** Is told of doubts only. */
  private record Deaf(SharedCache shared) implements SharedCache {
    @Override
    public Future<@Nullable Entry> read(CacheKey key) {
      return shared.read(key);
    }

    @Override
    public Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now) {
      return shared.acquire(key, refused, now);
    }

    @Override
    public Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease) {
      return shared.store(key, entry, lease);
    }

    @Override
    public Future<Void> release(CacheKey key, String lease) {
      return shared.release(key, lease);
    }

    @Override
    public Future<Void> mark(Map<CacheKey, Stamp> stamps) {
      return shared.mark(stamps);
    }

    @Override
    public void listen(Listener listener) {
      shared.listen(
          new Listener() {
            @Override
            public void changed(String label, String name, Stamp stamp) {
              // It has not come yet.
            }

            @Override
            public void doubt() {
              listener.doubt();
            }
          });
    }
  }

  @Override
  public void close() {
    routers.forEach(RedisRouter::close);
    vertx.close();
  }
}
