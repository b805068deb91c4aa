package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where documents are by the values of some fields, so that not every query goes through the whole
 * collection. What it finds is a superset: the query still has to be matched.
 */
final class Lookups {

  private final Map<String, Map<Object, NavigableSet<Integer>>> fields = new HashMap<>();

  /** Whether a field can be followed: paths into arrays are too rare to be worth it. */
  static boolean canFollow(String field) {
    return !field.contains(".");
  }

  /** Follows a field from now on. */
  void follow(String field, Map<Integer, Document> documents) {
    if (fields.putIfAbsent(field, new HashMap<>()) == null) {
      documents.forEach((position, document) -> add(field, position, document));
    }
  }

  void add(Integer position, Document document) {
    fields.keySet().forEach(field -> add(field, position, document));
  }

  private void add(String field, Integer position, Document document) {
    Map<Object, NavigableSet<Integer>> byValue = fields.get(field);
    for (Object value : valuesOf(document.get(field))) {
      if (isSimple(value)) {
        byValue.computeIfAbsent(keyOf(value), unused -> new TreeSet<>()).add(position);
      }
    }
  }

  void remove(Integer position, Document document) {
    fields.forEach(
        (field, byValue) -> {
          for (Object value : valuesOf(document.get(field))) {
            if (isSimple(value)) {
              byValue.computeIfPresent(
                  keyOf(value),
                  (key, positions) -> {
                    positions.remove(position);
                    return positions.isEmpty() ? null : positions;
                  });
            }
          }
        });
  }

  /** The fewest positions that hold all matches, in order; empty if that would be all. */
  Optional<NavigableSet<Integer>> find(Document query) {
    List<NavigableSet<Integer>> found = new ArrayList<>();
    collect(query, found);
    return found.stream().min((one, other) -> Integer.compare(one.size(), other.size()));
  }

  private void collect(Document query, List<NavigableSet<Integer>> found) {
    query.forEach(
        (field, wanted) -> {
          if (field.equals("$and") && wanted instanceof Collection<?> parts) {
            parts.forEach(part -> collect((Document) part, found));
          } else if (fields.containsKey(field)) {
            wantedValues(wanted).ifPresent(values -> found.add(positions(field, values)));
          }
        });
  }

  private NavigableSet<Integer> positions(String field, Collection<?> values) {
    NavigableSet<Integer> positions = new TreeSet<>();
    for (Object value : values) {
      positions.addAll(fields.get(field).getOrDefault(keyOf(value), new TreeSet<>()));
    }
    return positions;
  }

  private static Optional<Collection<?>> wantedValues(Object wanted) {
    Collection<?> values =
        !(wanted instanceof Document operators)
            ? valuesOf(wanted)
            : operators.get("$in") instanceof Collection<?> several
                ? several
                : valuesOf(operators.get("$eq"));
    boolean usable =
        !(wanted instanceof Collection<?>) && values.stream().allMatch(Lookups::isSimple);
    return usable ? Optional.of(values) : Optional.empty();
  }

  private static Collection<?> valuesOf(Object value) {
    return value instanceof Collection<?> several ? several : java.util.Arrays.asList(value);
  }

  private static boolean isSimple(Object value) {
    return value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof ObjectId
        || value instanceof Instant;
  }

  /** Numbers are equal whatever their type; two large ones that share a key do no harm. */
  private static Object keyOf(Object value) {
    return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
  }
}
