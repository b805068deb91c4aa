package io.saleproof.nodes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps clients out while this node may not know what the others removed or wrote. It opens, for
 * good, once the node has been compared with all listed nodes; or when those that are left have
 * answered nothing for a bounded time. A node that was away for long ({@code longAway}) waits for
 * one that serves clients itself, or for all listed ones, however long that takes.
 */
final class Gate {

  private final InstantSource wall;
  private final Duration patience;
  private long openAt;
  private final boolean longAway;
  private final Set<String> compared = new HashSet<>();
  private boolean listKnown;
  private Set<String> listed = Set.of();
  private boolean settledOneCompared;
  private boolean open;

  Gate(InstantSource wall, Duration patience, boolean longAway) {
    this.wall = wall;
    this.patience = patience;
    this.openAt = wall.millis() + patience.toMillis();
    this.longAway = longAway;
  }

  /** The nodes that are listed now, this one excluded. */
  synchronized void listed(Set<String> names) {
    listed = Set.copyOf(names);
    listKnown = true;
  }

  /** A comparison goes on: it is worth waiting for. */
  synchronized void comparing() {
    openAt = wall.millis() + patience.toMillis();
  }

  /** A node has been compared with. */
  synchronized void compared(String peer, boolean settled) {
    compared.add(peer);
    settledOneCompared |= settled;
  }

  synchronized boolean isOpen() {
    if (!open) {
      boolean all = listKnown && compared.containsAll(listed);
      boolean patienceEnded = !longAway && wall.millis() >= openAt;
      open = all || patienceEnded || (longAway && settledOneCompared);
    }
    return open;
  }
}
