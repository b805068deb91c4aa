package io.saleproof.nodes;

import java.util.List;

/**
 * Carries jobs to one peer. A job ends only after the peer has answered, so a crash of either side
 * repeats it at worst.
 */
final class Delivery {

  private final NodeStore store;
  private final String peer;
  private final Neighbour neighbour;

  Delivery(NodeStore store, String peer, Neighbour neighbour) {
    this.store = store;
    this.peer = peer;
    this.neighbour = neighbour;
  }

  /**
   * Delivers the longest waiting jobs.
   *
   * @return how many; 0 if none wait
   */
  int deliver() {
    List<Entry> entries = store.jobs(peer, Neighbour.MAX_NAMES, Neighbour.MAX_BYTES);
    if (!entries.isEmpty()) {
      neighbour.accept(entries);
      store.delivered(peer, entries);
    }
    return entries.size();
  }
}
