package io.saleproof.peers.spring;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/** A product as it is stored. */
@Document("products")
@CompoundIndex(def = "{'name': 1, '_id': 1}")
record Product(
    @Id String sku,
    String name,
    String description,
    List<String> categories,
    Money price,
    Map<String, String> attributes,
    List<ProductInput.Variant> variants,
    List<ProductInput.Media> media,
    boolean inStock,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  String etag() {
    return "\"" + version + "\"";
  }
}
