package io.saleproof.redis;

import java.time.Duration;
import java.util.Optional;

/** The defaults, with a shorter life for what a test has to wait for. */
public record RedisSettings(Duration timeout, Duration breakerLongestWait) implements RedisConfig {

  public static final RedisSettings QUICK =
      new RedisSettings(Duration.ofMillis(500), Duration.ofMillis(500));

  @Override
  public Optional<String> url() {
    return Optional.empty();
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ofMillis(500);
  }

  @Override
  public int connections() {
    return 2;
  }

  @Override
  public int callsInFlight() {
    return 1024;
  }

  @Override
  public Duration breakerWait() {
    return Duration.ofMillis(100);
  }

  /** Never without a reason. */
  @Override
  public Duration topologyRefresh() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Duration heartbeat() {
    return Duration.ofMillis(100);
  }

  @Override
  public Duration doubtAfter() {
    return Duration.ofMillis(400);
  }

  @Override
  public Optional<String> tls() {
    return Optional.empty();
  }
}
