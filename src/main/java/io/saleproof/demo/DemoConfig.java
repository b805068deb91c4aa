package io.saleproof.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The first look. */
@ConfigMapping(prefix = "saleproof.demo")
public interface DemoConfig {

  /**
   * Whether the demo data are loaded into a database that has none yet. The start takes some
   * seconds longer then, once. Set for embedded stores unless SALEPROOF_DEMO=none.
   */
  @WithDefault("false")
  boolean enabled();

  /** Whether the start ends in a few lines for a person at a terminal. */
  @WithDefault("false")
  boolean welcome();

  /** Whether standard output is a terminal, on which a line can be drawn again. */
  @WithDefault("false")
  boolean terminal();
}
