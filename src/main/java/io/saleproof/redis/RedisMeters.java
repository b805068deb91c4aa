package io.saleproof.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/** What the calls to Redis came to: {@code saleproof_redis_*}. */
final class RedisMeters {

  private static final String CALLS = "saleproof.redis.calls";

  private final MeterRegistry registry;
  private final Counter answered;
  private final Counter moved;
  private final Counter asked;
  private final Counter refreshed;
  private final Counter notRefreshed;
  private final Counter doubts;
  private final Map<RedisTrouble.Cause, Counter> failed = new EnumMap<>(RedisTrouble.Cause.class);

  RedisMeters(MeterRegistry registry) {
    this.registry = registry;
    this.answered = registry.counter(CALLS, "outcome", "answered");
    this.moved = registry.counter("saleproof.redis.detours", "kind", "moved");
    this.asked = registry.counter("saleproof.redis.detours", "kind", "ask");
    this.refreshed = registry.counter("saleproof.redis.topology.refreshes", "outcome", "answered");
    this.notRefreshed = registry.counter("saleproof.redis.topology.refreshes", "outcome", "failed");
    this.doubts = registry.counter("saleproof.redis.subscription.doubts");
    for (RedisTrouble.Cause cause : RedisTrouble.Cause.values()) {
      failed.put(cause, registry.counter(CALLS, "outcome", cause.label()));
    }
  }

  void watch(
      ToIntFunction<Breaker.State> breakers, IntSupplier connections, IntSupplier subscription) {
    for (Breaker.State state : Breaker.State.values()) {
      String label = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Gauge.builder("saleproof.redis.breakers", () -> breakers.applyAsInt(state))
          .tag("state", label)
          .register(registry);
    }
    Gauge.builder("saleproof.redis.connections", connections::getAsInt).register(registry);
    Gauge.builder("saleproof.redis.subscription.up", subscription::getAsInt).register(registry);
  }

  void answered() {
    answered.increment();
  }

  void failed(RedisTrouble.Cause cause) {
    Counter counter = failed.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  void detour(boolean isMoved) {
    (isMoved ? moved : asked).increment();
  }

  void refreshed(boolean done) {
    (done ? refreshed : notRefreshed).increment();
  }

  void doubt() {
    doubts.increment();
  }
}
