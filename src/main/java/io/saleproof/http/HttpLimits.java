package io.saleproof.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds at the door. */
@ConfigMapping(prefix = "saleproof.http")
public interface HttpLimits {

  /**
   * The largest body in bytes, imports aside. Raising it lets one request take more memory;
   * lowering it may refuse large orders.
   */
  @WithDefault("1048576")
  long maxBodyBytes();

  /**
   * How many requests run at once; one more is answered 503 with Retry-After before anything is
   * read. Raising it trades latency and memory for fewer refusals.
   */
  @WithDefault("2048")
  int maxInFlight();

  /**
   * How many bytes the bodies that are being read may take in all; one more request with a body is
   * answered 503 with Retry-After. Keep it well below the heap: a quarter at most.
   */
  @WithDefault("67108864")
  long maxBodyBytesInFlight();

  /**
   * How long a body may take to arrive, imports aside; then its connection is closed. Raising it
   * lets slow clients hold memory longer.
   */
  @WithDefault("PT30S")
  Duration bodyTimeout();

  /**
   * How long an import's upload may take in all. Raising it lets slow clients hold a thread longer.
   */
  @WithDefault("PT2H")
  Duration importTimeout();

  /**
   * Whether answers from the cache, and what is loaded for it, leave a line each in the log, as all
   * others do. They are counted and timed either way; a line costs about as much as such an answer.
   */
  @WithDefault("false")
  boolean logHits();
}
