package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;

/**
 * A change of a copy of the data, by its result and not by the statement that made it: every copy
 * ends the same, whatever the statement left to the server.
 */
sealed interface Change {

  /** The collection is there. */
  record Create(String database, String collection) implements Change {}

  /** The document is there, instead of the one with its {@code _id}. It is never altered. */
  record Put(String database, String collection, Document document) implements Change {}

  /** The document with this {@code _id} is gone. */
  record Remove(String database, String collection, Object id) implements Change {}

  /** The index is there. */
  record CreateIndex(String database, Document description) implements Change {
    @Override
    public Document description() {
      return description.cloneDeeply();
    }
  }

  /** The index is gone. */
  record DropIndex(String database, String collection, String index) implements Change {}

  /** The collection is gone. */
  record Drop(String database, String collection) implements Change {}

  /** The collection has another name. */
  record Rename(String fromDatabase, String from, String toDatabase, String to) implements Change {}
}
