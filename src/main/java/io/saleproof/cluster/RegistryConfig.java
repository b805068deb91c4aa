package io.saleproof.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The registry that instances are found by: Consul (docs/registry.md). */
@ConfigMapping(prefix = "saleproof.registry")
public interface RegistryConfig {

  /** Consul's address, such as {@code http://consul:8500}; empty: this instance tells nobody. */
  Optional<String> url();

  /** Sent with each call, where Consul asks for one; it has to allow writing the service. */
  Optional<String> token();

  /**
   * The IPv4 address that others reach this instance at; empty: the one that it reaches Consul
   * from.
   */
  Optional<String> address();

  /**
   * How often Consul asks whether this instance is ready. One that has ended is sent requests for
   * about so long.
   */
  @WithDefault("PT3S")
  Duration checkEvery();

  /**
   * How long Consul waits for that answer: one that hangs, or whose machine has gone, is sent
   * requests for so much longer. Without it Consul would wait for ten seconds.
   */
  @WithDefault("PT2S")
  Duration checkTimeout();

  /**
   * After how long of not being ready an instance is taken off the list, by the others or by Consul
   * itself, which takes no less than a minute and up to half a minute more. Until then it is listed
   * as critical, for people to see; one that lives comes back by itself.
   */
  @WithDefault("PT1M")
  Duration forgetAfter();

  /**
   * How often this instance looks whether Consul still knows it, and who else there is. A Consul
   * that was started empty knows nobody for so long at most.
   */
  @WithDefault("PT2S")
  Duration lookEvery();

  /** How long one call of Consul may take. Leaving waits for two of them at most. */
  @WithDefault("PT2S")
  Duration callTimeout();
}
