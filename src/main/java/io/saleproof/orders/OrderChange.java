package io.saleproof.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change in an order's life.
 *
 * @param version the order's version after it
 * @param cause who or what brought it about
 * @param key the idempotency key of the request that did, scoped to its caller
 * @param requestHash the hash of that request
 * @param restock of a return: whether its units went back to the shelf; otherwise {@code null}
 */
public record OrderChange(
    long version,
    OrderStatus status,
    Instant at,
    String cause,
    @Nullable String key,
    @Nullable String requestHash,
    @Nullable Boolean restock) {

  /** A change that no request of its own asked for. */
  static OrderChange bySystem(long version, OrderStatus status, Instant at, String cause) {
    return new OrderChange(version, status, at, cause, null, null, null);
  }
}
