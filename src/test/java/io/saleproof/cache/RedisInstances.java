package io.saleproof.cache;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.redis.RedisAddress;
import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.RedisSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Two instances on one real Redis, in a shop of their own. */
final class RedisInstances implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final String shop = "test-" + UUID.randomUUID();
  private final RedisRouter one;
  private final RedisRouter two;
  private final RedisCache shared;
  private final RedisCache other;

  RedisInstances(String url) {
    one = router(url);
    two = router(url);
    shared = new RedisCache(one, shop, LEASE, Clock.systemUTC());
    other = new RedisCache(two, shop, LEASE, Clock.systemUTC());
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> well(one) && well(two));
  }

  private RedisRouter router(String url) {
    return new RedisRouter(
        vertx,
        RedisAddress.parse(url),
        RedisSettings.PATIENT,
        new NetClientOptions(),
        new SimpleMeterRegistry());
  }

  private static boolean well(RedisRouter router) {
    return router.health() == RedisRouter.Health.WELL;
  }

  RedisCache shared() {
    return shared;
  }

  RedisCache other() {
    return other;
  }

  /** One whose calls reach Redis so long after they were made. */
  RedisCache late(Duration by) {
    return new RedisCache(two, shop, LEASE, Clock.offset(Clock.systemUTC(), by.negated()));
  }

  void evict(CacheKey key) {
    send(Command.DEL, shared.place(key));
  }

  /** The lease is there, but its time is over. */
  void endLease(CacheKey key) {
    send(Command.HSET, shared.place(key), "until", "1");
  }

  /** Milliseconds that what is kept of the key has to live. */
  long lifeOf(CacheKey key) {
    return Long.parseLong(send(Command.PTTL, shared.place(key)));
  }

  String send(Command command, String place, String... arguments) {
    Request request = Request.cmd(command).arg(place);
    for (String argument : arguments) {
      request.arg(argument);
    }
    try {
      return String.valueOf(
          one.send(place, request)
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    one.close();
    two.close();
    vertx.close();
  }
}
