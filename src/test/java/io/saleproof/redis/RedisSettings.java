package io.saleproof.redis;

import java.time.Duration;
import java.util.Optional;

/** The defaults, with a shorter life for what a test has to wait for. */
public record RedisSettings(
    Duration timeout,
    Duration connectTimeout,
    Duration breakerLongestWait,
    Duration doubtAfter,
    Optional<String> url,
    Optional<String> tls)
    implements RedisConfig {

  /** For a Redis that is taken to pieces: what is in trouble is soon found out. */
  public static final RedisSettings QUICK =
      new RedisSettings(Duration.ofMillis(500), Duration.ofMillis(500));

  /** For a Redis that is well, on a machine that may stand still for seconds. */
  public static final RedisSettings PATIENT =
      new RedisSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Optional.empty(),
          Optional.empty());

  public RedisSettings(Duration timeout, Duration breakerLongestWait) {
    this(timeout, Duration.ofMillis(500), breakerLongestWait, Optional.empty(), Optional.empty());
  }

  public RedisSettings(
      Duration timeout,
      Duration connectTimeout,
      Duration breakerLongestWait,
      Optional<String> url,
      Optional<String> tls) {
    this(timeout, connectTimeout, breakerLongestWait, Duration.ofMillis(400), url, tls);
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
}
