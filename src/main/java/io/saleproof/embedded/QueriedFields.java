package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a document that a query looks at. */
final class QueriedFields {
  private static final Set<String> JOINING = Set.of("$and", "$or", "$nor");

  private QueriedFields() {}

  /** The names of top-level fields; empty if the query may look at all of them. */
  static Optional<Set<String>> of(Document query) {
    Set<String> fields = new HashSet<>();
    return collect(query, fields) ? Optional.of(fields) : Optional.empty();
  }

  private static boolean collect(Document query, Set<String> fields) {
    for (Map.Entry<String, Object> condition : query.entrySet()) {
      String field = condition.getKey();
      if (!field.startsWith("$")) {
        fields.add(Utils.firstFragment(field));
      } else if (!JOINING.contains(field)
          || !(condition.getValue() instanceof Collection<?> parts)
          || !parts.stream().allMatch(part -> part instanceof Document d && collect(d, fields))) {
        return false;
      }
    }
    return true;
  }
}
