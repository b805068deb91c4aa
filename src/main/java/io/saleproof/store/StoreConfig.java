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

  /**
   * How long a start waits for a database that can't be used yet; it is tried again every two
   * seconds. Not at all: the start ends with the first failure, which is what a person at a
   * terminal wants, and not what a cluster that starts all at once does.
   */
  @WithDefault("PT0S")
  Duration startWait();
}
