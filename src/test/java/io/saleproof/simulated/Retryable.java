package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.UUID;

/** A write that its client may send again, and what it was answered. */
record Retryable(Key key, Document answer) {

  /** A client's session, and which of its writes. */
  record Key(UUID session, long number) {}

  @Override
  public Document answer() {
    return answer.cloneDeeply();
  }
}
