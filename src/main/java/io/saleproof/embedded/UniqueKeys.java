package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A unique index, kept in the file as ordered keys. The server decides what must be unique; the
 * order lets every prefix of the fields be looked up.
 */
final class UniqueKeys extends AbstractUniqueIndex<Key> implements Lookup {
  /**
   * Says that some document had an array here once. The server then indexes combinations that don't
   * cover all that a query may ask for, so lookups must not rely on them. No value has an empty
   * key.
   */
  private static final Key ARRAYS_SEEN = new Key(new byte[0]);

  private final MVMap<Key, Key> positions;

  UniqueKeys(MVMap<Key, Key> positions, String name, List<IndexKey> keys, boolean sparse) {
    super(name, keys, sparse);
    this.positions = positions;
  }

  @Override
  public List<String> fields() {
    return keys();
  }

  @Override
  public boolean complete() {
    return !positions.containsKey(ARRAYS_SEEN);
  }

  @Override
  public long count(Key prefix) {
    return PrefixMap.count(positions, prefix);
  }

  @Override
  public Stream<Key> positions(Key prefix) {
    return PrefixMap.entries(positions, prefix).map(PrefixMap.Entry::value);
  }

  @Override
  public void add(Document document, Key position, MongoCollection<Key> collection) {
    super.add(document, position, collection);
    if (keys().stream().anyMatch(field -> hasArray(document, field))) {
      positions.put(ARRAYS_SEEN, ARRAYS_SEEN);
    }
  }

  private static boolean hasArray(Document document, String field) {
    return Utils.getSubdocumentValueCollectionAware(document, field) instanceof Collection;
  }

  @Override
  protected @Nullable Key removeDocument(KeyValue keyValue) {
    return positions.remove(KeyWriter.keyOfAll(keyValue));
  }

  @Override
  protected boolean putKeyPosition(KeyValue keyValue, Key position) {
    return positions.putIfAbsent(KeyWriter.keyOfAll(keyValue), position) == null;
  }

  @Override
  protected @Nullable Key getPosition(KeyValue keyValue) {
    return positions.get(KeyWriter.keyOfAll(keyValue));
  }

  @Override
  public boolean canHandle(Document query) {
    return false;
  }

  @Override
  protected Iterable<Map.Entry<KeyValue, Key>> getIterable() {
    throw new UnsupportedOperationException("queries are planned by QueryPlan");
  }

  @Override
  public long getCount() {
    return positions.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {
    positions.clear();
  }
}
