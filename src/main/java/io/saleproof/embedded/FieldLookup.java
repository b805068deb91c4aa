package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * An index that is not unique, kept in the file as ordered pairs of a value of its first field and
 * a position. Arrays have one pair for each element.
 */
final class FieldLookup extends EmptyIndex<Key> implements Lookup {
  private final MVMap<Key, Key> pairs;
  private final String field;

  FieldLookup(MVMap<Key, Key> pairs, String name, List<IndexKey> keys) {
    super(name, keys);
    this.pairs = pairs;
    this.field = keys.getFirst().getKey();
  }

  @Override
  public List<String> fields() {
    return List.of(field);
  }

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public long count(Key prefix) {
    return PrefixMap.count(pairs, prefix);
  }

  @Override
  public Stream<Key> positions(Key prefix) {
    return PrefixMap.entries(pairs, prefix).map(PrefixMap.Entry::value);
  }

  @Override
  public void add(Document document, Key position, MongoCollection<Key> collection) {
    FieldValues.of(document, field).forEach(value -> pairs.put(value.then(position), position));
  }

  /** Returns nothing, as the server expects of an index that cannot name one position. */
  @Override
  public @Nullable Key remove(Document document) {
    Key position = KeyWriter.keyOf(document.get(PrimaryKeys.ID));
    FieldValues.of(document, field).forEach(value -> pairs.remove(value.then(position)));
    return null;
  }

  /** Touches only what differs: a reader must not miss a document that is there all the time. */
  @Override
  public void updateInPlace(
      Document oldDocument, Document newDocument, Key position, MongoCollection<Key> collection) {
    Set<Key> gone = FieldValues.of(oldDocument, field);
    Set<Key> present = FieldValues.of(newDocument, field);
    Set<Key> added = new HashSet<>(present);
    added.removeAll(gone);
    gone.removeAll(present);
    added.forEach(value -> pairs.put(value.then(position), position));
    gone.forEach(value -> pairs.remove(value.then(position)));
  }

  @Override
  public long getCount() {
    return pairs.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {
    pairs.clear();
  }
}
