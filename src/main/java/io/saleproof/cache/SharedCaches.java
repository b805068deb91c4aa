package io.saleproof.cache;

import io.saleproof.redis.ShopRedis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The shared cache in Redis, if the environment names one. */
@Singleton
class SharedCaches {

  @Produces
  @Singleton
  SharedCache shared(
      ShopRedis redis,
      CacheConfig config,
      Clock clock,
      @ConfigProperty(name = "saleproof.store.database") String shop) {
    return redis
        .router()
        .<SharedCache>map(router -> new RedisCache(router, shop, config.lease(), clock))
        .orElseGet(NoSharedCache::new);
  }
}
