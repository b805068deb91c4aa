package io.saleproof.store;

import java.time.Duration;

/** What several instances may have between them and their data. */
public enum SharedDatabase {
  /** One server, or whatever {@link TestStore} is told to use. */
  USUAL,
  /** A replica set; every other read would show what was there long ago. */
  LATE_REPLICA;

  private static final Duration LATE = Duration.ofMinutes(1);

  public StoreForTests open() {
    return switch (this) {
      case USUAL -> new StoreForTests();
      case LATE_REPLICA -> StoreForTests.withALateReplica(LATE);
    };
  }
}
