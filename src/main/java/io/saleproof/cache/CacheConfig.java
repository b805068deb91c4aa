package io.saleproof.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The cache of answers. */
@ConfigMapping(prefix = "saleproof.cache")
public interface CacheConfig {

  /**
   * How many bytes of answers this process keeps; never more than an eighth of the heap. Less of it
   * sends more reads to Redis; 0 all of them.
   */
  @WithDefault("64M")
  MemorySize memory();

  /**
   * How many things are loaded from the database at once by this instance. More make a cold cache
   * warm sooner and press the database harder.
   */
  @WithDefault("16")
  @Min(1)
  int loads();

  /** How long a load waits for its place among them before an older answer or a 503 is given. */
  @WithDefault("PT2S")
  Duration loadsWait();

  /**
   * How long a load may take before others take its place: the life of a lease. Shorter than a slow
   * load, and several instances load the same thing.
   */
  @WithDefault("PT3S")
  Duration lease();

  /**
   * How long a request waits for another instance's load before it loads the thing itself. Less
   * than the life of a lease, and a slow load is done by several instances; all of it is waited
   * when an instance dies at a load.
   */
  @WithDefault("PT3S")
  Duration leaseWait();

  /**
   * How long a write waits for Redis to be told of it. If it could not be told by then, other
   * instances may show what was before until it is too old.
   */
  @WithDefault("PT0.2S")
  Duration tellWithin();

  /**
   * How many hits make an entry hot: it is loaded anew in the background before it is too old, so
   * that nobody waits for it. 0: never.
   */
  @WithDefault("10")
  @Min(0)
  int hotHits();
}
