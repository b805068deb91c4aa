package io.saleproof.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query demands by plain equality, {@code $eq} or {@code $in}, at its top level or in an
 * {@code $and} there. Every matching document fulfils all of it; all else in the query is left to
 * the matcher.
 */
final class EqualityConditions {
  /** A longer {@code $in} is cheaper to answer by a scan than by as many lookups. */
  private static final int MAX_VALUES = 10_000;

  private final Map<String, List<List<Key>>> byField = new HashMap<>();

  private EqualityConditions() {}

  static EqualityConditions of(Document query) {
    EqualityConditions conditions = new EqualityConditions();
    conditions.read(query);
    return conditions;
  }

  /** The conditions on a field; each is a list of values of which a document must have one. */
  List<List<Key>> on(String field) {
    return byField.getOrDefault(field, List.of());
  }

  private void read(Document query) {
    query.forEach(
        (field, wanted) -> {
          if (field.equals("$and") && wanted instanceof Collection<?> parts) {
            parts.forEach(this::readPart);
          } else if (!field.startsWith("$")) {
            readCondition(field, wanted);
          }
        });
  }

  private void readPart(@Nullable Object part) {
    if (part instanceof Document document) {
      read(document);
    }
  }

  private void readCondition(String field, @Nullable Object wanted) {
    if (!(wanted instanceof Document operators)) {
      add(field, wanted == null ? List.of() : List.of(wanted), wanted != null);
    } else if (!operators.containsKey("$regex")) {
      // Beside $regex the server ignores the other operators.
      if (operators.get("$eq") instanceof Object equal) {
        add(field, List.of(equal), true);
      }
      if (operators.get("$in") instanceof Collection<?> values) {
        add(field, values, values.size() <= MAX_VALUES);
      }
    }
  }

  private void add(String field, Collection<?> values, boolean usable) {
    if (usable && values.stream().allMatch(KeyWriter::canBeLookedUp)) {
      byField
          .computeIfAbsent(field, unused -> new ArrayList<>())
          .add(values.stream().map(KeyWriter::keyOf).distinct().toList());
    }
  }
}
