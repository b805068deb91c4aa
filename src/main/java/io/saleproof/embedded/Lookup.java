package io.saleproof.embedded;

import java.util.List;
import java.util.stream.Stream;

/**
 * Finds documents by what their first fields are equal to. What it finds may be too much, never too
 * little: the caller filters with the server's own matcher.
 */
interface Lookup {
  /** The fields whose values, in this order, make up a prefix. */
  List<String> fields();

  /** Whether it can answer for all documents as they are now. */
  boolean complete();

  /** How many entries begin with the prefix; cheap, and right unless someone is writing. */
  long count(Key prefix);

  /** Where those documents are; a position may occur more than once. */
  Stream<Key> positions(Key prefix);
}
