package io.saleproof.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The database. */
@ConfigMapping(prefix = "saleproof.store")
public interface StoreConfig {

  /** The shop's database. Its collections are made in it at start. */
  @WithDefault("saleproof")
  String database();

  /**
   * The longest a single read or write may take on the server. Raising it keeps slow requests alive
   * for longer, and with them their threads.
   */
  @WithDefault("PT5S")
  Duration maxTime();

  /**
   * How long a write waits for a majority before its outcome is said to be unknown. Must be shorter
   * than the gateway's timeout.
   */
  @WithDefault("PT5S")
  Duration majorityTimeout();
}
