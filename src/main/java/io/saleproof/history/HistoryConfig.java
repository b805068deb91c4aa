package io.saleproof.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The past, and what is made of it. */
@ConfigMapping(prefix = "saleproof.history")
public interface HistoryConfig {

  /**
   * How often it is counted anew what sells best. More often keeps that sort fresher, for one pass
   * over all orders each time, by one instance.
   */
  @WithDefault("PT10M")
  Duration bestsellersEvery();
}
