package io.saleproof.embedded;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lookup to use for a query, and the prefixes to ask it for. */
record QueryPlan(Lookup lookup, List<Key> prefixes) {
  QueryPlan {
    prefixes = List.copyOf(prefixes);
  }

  /** The plan that touches the fewest documents; empty if only a scan can answer. */
  static Optional<QueryPlan> cheapest(List<Lookup> lookups, EqualityConditions conditions) {
    return lookups.stream()
        .filter(Lookup::complete)
        .flatMap(lookup -> plans(lookup, conditions))
        .min(Comparator.comparingLong(QueryPlan::cost));
  }

  /** Every position once. */
  Stream<Key> positions() {
    return prefixes.stream().flatMap(lookup::positions).distinct();
  }

  private long cost() {
    return prefixes.stream().mapToLong(lookup::count).sum();
  }

  private static Stream<QueryPlan> plans(Lookup lookup, EqualityConditions conditions) {
    return conditions.on(lookup.fields().getFirst()).stream()
        .map(first -> new QueryPlan(lookup, narrow(lookup, first, conditions)));
  }

  /** Takes in the further fields of the lookup, as long as each is tied to one value. */
  private static List<Key> narrow(Lookup lookup, List<Key> first, EqualityConditions conditions) {
    List<Key> prefixes = first;
    for (String field : lookup.fields().subList(1, lookup.fields().size())) {
      Optional<Key> only =
          conditions.on(field).stream()
              .filter(values -> values.size() == 1)
              .map(List::getFirst)
              .findFirst();
      if (only.isEmpty()) {
        break;
      }
      prefixes = prefixes.stream().map(prefix -> prefix.then(only.get())).toList();
    }
    return prefixes;
  }
}
