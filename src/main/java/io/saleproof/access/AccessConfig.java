package io.saleproof.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who is let in. */
@ConfigMapping(prefix = "saleproof.access")
public interface AccessConfig {

  /**
   * {@code token}: a bearer JWT says who calls; {@code open}: everyone may do everything. Open is
   * for one's own machine only: the start binds the listener to loopback.
   */
  @WithDefault("token")
  Mode mode();

  /** The two ways. */
  enum Mode {
    OPEN,
    TOKEN
  }
}
