package io.saleproof.peers.spring;

import java.time.Instant;
import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.CompoundIndex;
import org.springframework.data.mongodb.core.mapping.Document;

/** An order as it is stored and answered; its idempotency key is unique for its customer. */
@Document("orders")
@CompoundIndex(def = "{'customerId': 1, 'key': 1}", unique = true)
@CompoundIndex(def = "{'customerId': 1, 'seq': 1}", unique = true)
record Order(
    @Id String id,
    String customerId,
    String key,
    long seq,
    String status,
    List<Line> lines,
    Money total,
    Instant reservedUntil,
    Instant createdAt,
    Instant updatedAt,
    long version,
    List<Step> history) {

  record Line(
      String sku, String name, long quantity, Money unitPrice, Money total, long productVersion) {}

  record Step(String status, Instant at, String cause) {}
}
