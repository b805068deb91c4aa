package io.saleproof.log;

import java.util.OptionalInt;

/**
 * What an operator decides about the group.
 *
 * @param groupSize how many members the group has, the master included; a write concern above it is
 *     refused. Without it any number waits for members to come
 * @param quorum whether appends are refused while no majority of the group is alive
 */
record MasterSettings(OptionalInt groupSize, boolean quorum) {

  /** More members than this are no group for one master. */
  static final int MAX_GROUP = 100;

  MasterSettings {
    if (quorum && groupSize.isEmpty()) {
      throw new IllegalArgumentException("a majority of what?");
    }
  }

  static final MasterSettings OPEN = new MasterSettings(OptionalInt.empty(), false);

  /** The largest write concern that can be met. */
  int maxConcern() {
    return groupSize.orElse(MAX_GROUP);
  }

  /** Whether so many members alive, the master included, may take appends. */
  boolean suffices(int alive) {
    return !quorum || 2 * alive > groupSize.orElseThrow();
  }
}
