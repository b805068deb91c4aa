package io.saleproof.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How Redis is called. It is never needed: every bound here is how long it may be in the way. */
@ConfigMapping(prefix = "saleproof.redis")
public interface RedisConfig {

  /** Where it is, as {@link RedisAddress} reads it. Set by {@code REDIS_URL}. Empty: none. */
  Optional<String> url();

  /**
   * How long a call may take, all its detours included. Higher, and requests wait longer for a
   * Redis that is in trouble; lower, and a pause of Redis sends more reads to the database.
   */
  @WithDefault("PT0.1S")
  Duration timeout();

  /** How long making a connection may take, its encryption and password included. */
  @WithDefault("PT1S")
  Duration connectTimeout();

  /**
   * Connections to each node, each on an event loop of its own; calls share them. More than there
   * are event loops are of no use.
   */
  @WithDefault("4")
  int connections();

  /** How many calls may wait on one connection; one more fails at once. */
  @WithDefault("1024")
  int callsInFlight();

  /** How long a circuit breaker stays open at first; each probe that fails doubles it. */
  @WithDefault("PT0.25S")
  Duration breakerWait();

  /** How long it stays open at most: so long after Redis is back may calls still not reach it. */
  @WithDefault("PT2S")
  Duration breakerLongestWait();

  /** How often a cluster is asked who holds what, beside the times when there is reason to. */
  @WithDefault("PT10S")
  Duration topologyRefresh();

  /** How often an instance sends itself a message, to know that messages arrive. */
  @WithDefault("PT1S")
  Duration heartbeat();

  /**
   * How long no message of its own may arrive before others' are taken for lost too, and all that
   * is in memory is looked up anew. Lower, and a slow moment of Redis costs the database loads.
   */
  @WithDefault("PT3S")
  Duration doubtAfter();

  /**
   * Name of the configuration {@code quarkus.tls.<name>.*} with the certificates that encrypted
   * connections trust. Empty: those the JVM trusts.
   */
  Optional<String> tls();
}
