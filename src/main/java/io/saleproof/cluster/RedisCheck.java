package io.saleproof.cluster;

import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.ShopRedis;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * How Redis is, in {@code /q/health/ready}. Never a reason not to be sent requests: without Redis
 * answers are right, and if it is gone it is gone for all instances. Asks nobody.
 */
@Readiness
@Singleton
public class RedisCheck implements HealthCheck {

  private final ShopRedis redis;

  RedisCheck(ShopRedis redis) {
    this.redis = redis;
  }

  @Override
  public HealthCheckResponse call() {
    String state =
        redis
            .router()
            .map(RedisRouter::health)
            .map(health -> health.name().toLowerCase(Locale.ROOT))
            .orElse("none");
    return HealthCheckResponse.named("redis").up().withData("redis", state).build();
  }
}
