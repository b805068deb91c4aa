package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A document on its way through a sort: only what it is sorted by is decoded. */
record Sortable(Document sortedBy, byte[] bson) {

  /** Few enough not to sort for nothing when very few are wanted. */
  private static final int MOST_BEYOND = 1_000;

  /**
   * @param most how many are wanted; no more than about twice as many are held
   */
  static Stream<byte[]> sort(
      Stream<StoredDocument> documents, Document orderBy, Comparator<Document> order, long most) {
    Set<String> fields =
        orderBy.keySet().stream().map(Utils::firstFragment).collect(Collectors.toSet());
    Comparator<Sortable> byFields = Comparator.comparing(Sortable::sortedBy, order);
    List<Sortable> first = new ArrayList<>();
    documents
        .map(document -> new Sortable(document.only(fields), document.bson()))
        .forEachOrdered(
            document -> {
              first.add(document);
              if (first.size() - MOST_BEYOND > 2 * most) {
                first.sort(byFields);
                first.subList((int) most, first.size()).clear();
              }
            });
    first.sort(byFields);
    return first.stream().map(Sortable::bson);
  }
}
