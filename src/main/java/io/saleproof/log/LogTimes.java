package io.saleproof.log;

import java.time.Duration;

/**
 * How patient members are with each other.
 *
 * @param heartbeat how often a master tells each secondary that it is there
 * @param answer how long a member may take to answer another
 * @param firstRetry how long after a failure the next try comes; doubled with each more
 * @param longestRetry the cap of that
 * @param suspected how long a member may be silent before it is suspected
 * @param lost how long before it counts as lost
 */
record LogTimes(
    Duration heartbeat,
    Duration answer,
    Duration firstRetry,
    Duration longestRetry,
    Duration suspected,
    Duration lost) {

  static final LogTimes USUAL =
      new LogTimes(
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));
}
