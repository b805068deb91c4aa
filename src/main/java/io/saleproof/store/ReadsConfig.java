package io.saleproof.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which servers answer reads of clients with a session token. */
@ConfigMapping(prefix = "saleproof.reads")
public interface ReadsConfig {

  /**
   * Whether replicas answer them at all. They take load from the primary; a read that comes before
   * its replica has caught up takes longer.
   */
  @WithDefault("true")
  boolean replicas();

  /** Which members of a replica set may answer then. */
  enum Members {
    /** Secondaries, and the primary when there is none. */
    SECONDARIES,
    /** The nearest ones, the primary too: the shortest ways, but the primary keeps its share. */
    NEAREST
  }

  /** Which members may answer: {@code secondaries} or {@code nearest}. */
  @WithDefault("secondaries")
  Members members();

  /**
   * How long a replica may take to answer a shopper before the primary is asked, if the request
   * doesn't say it. Raising it spares the primary while replicas are behind, and makes shoppers
   * wait. Below 50 ms it counts as 50 ms: the server can't tell waiting from reading.
   */
  @WithDefault("PT0.1S")
  Duration shopperWait();

  /** The same for partners' servers, which can wait for longer. */
  @WithDefault("PT0.5S")
  Duration serviceWait();

  /**
   * How far behind a secondary may be that is read for the cache because there is no primary; then
   * 503. Raising it keeps the catalogue open for longer, and shows older prices.
   */
  @WithDefault("PT10M")
  Duration oldestWithoutPrimary();
}
