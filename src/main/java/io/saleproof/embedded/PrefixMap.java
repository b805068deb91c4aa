package io.saleproof.embedded;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/** Questions about a range of an ordered map that {@link MVMap} itself leaves to its callers. */
final class PrefixMap {
  private PrefixMap() {}

  static long count(MVMap<Key, ?> map, Key prefix) {
    return insertionPoint(map, prefix.endOfPrefix()) - insertionPoint(map, prefix);
  }

  static <V> Stream<Entry<V>> entries(MVMap<Key, V> map, Key prefix) {
    return stream(map.cursor(prefix, prefix.endOfPrefix(), false));
  }

  static <V> Stream<Entry<V>> all(MVMap<Key, V> map, boolean backwards) {
    return stream(map.cursor(null, null, backwards));
  }

  private static long insertionPoint(MVMap<Key, ?> map, Key key) {
    long index = map.getKeyIndex(key);
    return index < 0 ? -index - 1 : index;
  }

  private static <V> Stream<Entry<V>> stream(Cursor<Key, V> cursor) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED), false)
        .map(key -> new Entry<>(key, cursor.getValue()));
  }

  record Entry<V>(Key key, V value) {}
}
