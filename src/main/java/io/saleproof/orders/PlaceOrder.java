package io.saleproof.orders;

import io.saleproof.http.Preconditions;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for an order.
 *
 * @param key the idempotency key, scoped to the caller
 * @param requestHash tells a repeat from another request with the same key
 * @param expected what the customer's list version must be; {@code null}: any
 * @param requestId the id of the request, kept with the order
 * @param lines none if they are to come from a cart
 * @param cartId the cart that the lines come from; {@code null}: none
 * @param cartVersion the version that the cart had then; {@code null}: it was not read yet
 */
public record PlaceOrder(
    CustomerId customer,
    List<Line> lines,
    String key,
    String requestHash,
    Preconditions.@Nullable Expected expected,
    String requestId,
    @Nullable String cartId,
    @Nullable Long cartVersion) {

  /** At most so many lines in one order. */
  public static final int MAX_LINES = 800;

  /** At most so many units in one line. */
  public static final long MAX_QUANTITY = 1_000_000;

  public PlaceOrder {
    lines = List.copyOf(lines);
  }

  /** The same with lines that were read from the cart at this version. */
  PlaceOrder from(List<Line> inCart, long version) {
    return new PlaceOrder(customer, inCart, key, requestHash, expected, requestId, cartId, version);
  }

  /** So many units of a SKU. */
  public record Line(Sku sku, long quantity) {}
}
