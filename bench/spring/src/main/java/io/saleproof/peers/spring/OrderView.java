package io.saleproof.peers.spring;

import java.time.Instant;
import java.util.List;

/** An order as clients see it. */
record OrderView(
    String id,
    String customerId,
    long seq,
    String status,
    List<Order.Line> lines,
    Money total,
    Instant reservedUntil,
    Instant createdAt,
    Instant updatedAt,
    long version,
    List<Order.Step> history) {

  static OrderView of(Order order) {
    return new OrderView(
        order.id(),
        order.customerId(),
        order.seq(),
        order.status(),
        order.lines(),
        order.total(),
        order.reservedUntil(),
        order.createdAt(),
        order.updatedAt(),
        order.version(),
        order.history());
  }
}
