package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All values that an equality on a field of a document could meet: through arrays at every level,
 * by element and by number. More than the matcher would accept, so that nothing is missed.
 */
final class FieldValues {
  private final List<String> path;
  private final Set<Key> found = new HashSet<>();

  private FieldValues(List<String> path) {
    this.path = path;
  }

  static Set<Key> of(Document document, String field) {
    FieldValues values = new FieldValues(Utils.splitPath(field));
    values.collect(document, 0);
    return values.found;
  }

  private void collect(@Nullable Object value, int depth) {
    if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, depth));
      if (depth < path.size() && isIndexInto(list, path.get(depth))) {
        collect(list.get(Integer.parseInt(path.get(depth))), depth + 1);
      }
    } else if (depth == path.size()) {
      if (KeyWriter.canBeLookedUp(value)) {
        found.add(KeyWriter.keyOf(value));
      }
    } else if (value instanceof Document document) {
      collect(document.get(path.get(depth)), depth + 1);
    }
  }

  private static boolean isIndexInto(List<?> list, String fragment) {
    return fragment.matches("\\d{1,9}") && Integer.parseInt(fragment) < list.size();
  }
}
