package io.saleproof.embedded;

import java.util.Optional;

/**
 * What the maps in the file are called. A database's name has no dot and no name has a zero, so
 * names can be taken apart again.
 */
final class StoreNames {
  private static final String DOCUMENTS = "documents/";
  private static final String INDEXES = "indexes/";
  private static final char END_OF_COLLECTION = '\0';

  private StoreNames() {}

  static String documents(String database, String collection) {
    return DOCUMENTS + database + "." + collection;
  }

  /** What the names of all indexes of the collection begin with. */
  static String indexes(String database, String collection) {
    return INDEXES + database + "." + collection + END_OF_COLLECTION;
  }

  static Optional<String> databaseOf(String map) {
    return map.startsWith(DOCUMENTS)
        ? Optional.of(map.substring(DOCUMENTS.length(), map.indexOf('.', DOCUMENTS.length())))
        : Optional.empty();
  }
}
