package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.Function;

/** The rest of an answer, still encoded; each batch is decoded when it is asked for. */
final class StoredCursor extends AbstractCursor {
  /** Decoded, and encoded again for the way, a batch takes some twenty times this. */
  private static final int MAX_BATCH_BYTES = 1024 * 1024;

  private final Function<List<byte[]>, List<Document>> decoder;
  private List<byte[]> rest;

  StoredCursor(long id, List<byte[]> rest, Function<List<byte[]>, List<Document>> decoder) {
    super(id);
    this.rest = rest;
    this.decoder = decoder;
  }

  @Override
  public synchronized boolean isEmpty() {
    return rest.isEmpty();
  }

  /** As many as asked for, or as fit where 0 leaves it to the server. */
  @Override
  public synchronized List<Document> takeDocuments(int numberToReturn) {
    int most = numberToReturn > 0 ? Math.min(numberToReturn, rest.size()) : rest.size();
    int taken = 0;
    for (long bytes = 0; taken < most && bytes < MAX_BATCH_BYTES; taken++) {
      bytes += rest.get(taken).length;
    }
    List<Document> batch = decoder.apply(rest.subList(0, taken));
    rest = rest.subList(taken, rest.size());
    return batch;
  }
}
