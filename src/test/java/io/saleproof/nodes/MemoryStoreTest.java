package io.saleproof.nodes;

/** The simulations' store keeps the same contract as the real one. */
class MemoryStoreTest extends NodeStoreContract {

  @Override
  NodeStore open() {
    return new MemoryStore(() -> now, QUEUE_LIMIT);
  }
}
