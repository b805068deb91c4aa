package io.saleproof.catalog;

import io.saleproof.http.Etag;

/** What became of a write of a product. */
sealed interface WriteResult {

  record Created(Product product) implements WriteResult {}

  /**
   * @param otherCategories whether it is in other categories than before
   */
  record Updated(Product product, boolean otherCategories) implements WriteResult {}

  /** The content was the same already: no new version. */
  record Unchanged(Product product) implements WriteResult {}

  /**
   * @param version of the product that was there
   */
  record Deleted(long version) implements WriteResult {}

  /** The write named a version that is not the current one. */
  record Stale(Etag current) implements WriteResult {}

  /** The write was to create what exists. */
  record Exists(Etag current) implements WriteResult {}

  /** The write was of a version of what does not exist. */
  record Missing() implements WriteResult {}

  /** Others changed the product each time between its reading and its write. */
  record Contended() implements WriteResult {}
}
