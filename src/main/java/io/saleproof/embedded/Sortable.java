package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A document on its way through a sort: only what it is sorted by is decoded. */
record Sortable(Document sortedBy, byte[] bson) {

  static Stream<byte[]> sort(
      Stream<StoredDocument> documents, Document orderBy, Comparator<Document> order) {
    Set<String> fields =
        orderBy.keySet().stream().map(Utils::firstFragment).collect(Collectors.toSet());
    return documents
        .map(document -> new Sortable(document.only(fields), document.bson()))
        .sorted(Comparator.comparing(Sortable::sortedBy, order))
        .map(Sortable::bson);
  }
}
