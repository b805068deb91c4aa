package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.List;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The index on {@code _id}: the documents themselves, as they are kept under it. */
final class PrimaryKeys extends Index<Key> implements Lookup {
  static final String ID = "_id";

  private final MVMap<Key, StoredDocument> documents;

  PrimaryKeys(MVMap<Key, StoredDocument> documents, String name, List<IndexKey> keys) {
    super(name, keys, false);
    this.documents = documents;
  }

  @Override
  public List<String> fields() {
    return List.of(ID);
  }

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public long count(Key prefix) {
    return 1;
  }

  @Override
  public Stream<Key> positions(Key prefix) {
    return Stream.of(prefix);
  }

  @Override
  public @Nullable Key getPosition(Document document) {
    Key key = KeyWriter.keyOf(document.get(ID));
    return documents.containsKey(key) ? key : null;
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Key> collection) {
    if (getPosition(document) != null) {
      throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get(ID)));
    }
  }

  @Override
  public void add(Document document, Key position, MongoCollection<Key> collection) {
    // Nothing to do: the document is kept under its key.
  }

  @Override
  public @Nullable Key remove(Document document) {
    return getPosition(document);
  }

  @Override
  public boolean canHandle(Document query) {
    return false;
  }

  @Override
  public Iterable<Key> getPositions(Document query) {
    throw new UnsupportedOperationException("queries are planned by QueryPlan");
  }

  @Override
  public long getCount() {
    return documents.sizeAsLong();
  }

  /** Never to be filled: it is as full as the collection. */
  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void checkUpdate(
      Document oldDocument, Document newDocument, MongoCollection<Key> collection) {
    // The server refuses a change of _id before it asks.
  }

  @Override
  public void updateInPlace(
      Document oldDocument, Document newDocument, Key position, MongoCollection<Key> collection) {
    // See checkUpdate.
  }

  @Override
  public boolean isUnique() {
    return true;
  }

  @Override
  public void drop() {
    // Goes with the documents.
  }
}
