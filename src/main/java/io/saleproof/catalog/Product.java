package io.saleproof.catalog;

import io.saleproof.http.Etag;
import io.saleproof.trade.Sku;
import java.time.Instant;

/** A product as it is stored. Its version counts the changes of its content, from 1. */
record Product(
    Sku sku,
    ProductInput content,
    boolean inStock,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  Etag etag() {
    return new Etag(version);
  }
}
