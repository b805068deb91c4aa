package io.saleproof.recommendations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is recommended, and how its model is kept. */
@ConfigMapping(prefix = "saleproof.recommendations")
public interface RecommendationsConfig {

  /**
   * How often new orders are counted; may not be above a minute. More often rewrites the documents
   * of popular products more often.
   */
  @WithDefault("PT20S")
  Duration keepEvery();

  /**
   * After how long everything is counted from scratch, which makes counts that were cut to size
   * exact again. Each time costs a few passes over all orders, by one instance.
   */
  @WithDefault("P1D")
  Duration rebuildEvery();

  /**
   * How many pairs of products a count from scratch holds in memory, some 30 bytes each. Fewer
   * spare memory and take more passes over the orders.
   */
  @WithDefault("1000000")
  long pairsInMemory();

  /** Whether this instance may keep the model. At least one has to. */
  @WithDefault("true")
  boolean keep();
}
