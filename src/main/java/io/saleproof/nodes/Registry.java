package io.saleproof.nodes;

import java.util.List;

/** The shared list of nodes. Throws {@link StoreUnavailable} if it can't be reached. */
interface Registry {

  /** Says that this node lives, and tells who else has said so lately, this node included. */
  List<Peer> beat(Peer self);

  /** Takes this node off the list. */
  void leave(Peer self);
}
