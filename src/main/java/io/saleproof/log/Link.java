package io.saleproof.log;

import java.io.IOException;

/** The way from a master to one secondary. */
interface Link extends AutoCloseable {

  /**
   * Sends a batch, or without messages a heartbeat.
   *
   * @return the last message that the secondary now holds durably
   * @throws NewerMaster if the secondary has followed a master of a higher term
   * @throws IOException if there was no answer, or a refusal; another try may succeed
   */
  long send(Batch batch) throws IOException, InterruptedException;

  @Override
  void close();

  /** A secondary follows another master, that came after this one. */
  final class NewerMaster extends IOException {
    private static final long serialVersionUID = 1L;

    private final long term;

    NewerMaster(long term) {
      super("a secondary follows the master of term " + term);
      this.term = term;
    }

    long term() {
      return term;
    }
  }
}
