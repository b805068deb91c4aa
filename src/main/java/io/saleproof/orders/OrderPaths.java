package io.saleproof.orders;

import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.Etag;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.idempotency.RequestHash;
import io.saleproof.trade.CustomerId;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What the resources of orders share: ids in paths, and the answer that an order is. */
final class OrderPaths {

  /** By then a sweeper has come round. */
  private static final int UNKNOWN_RETRY_SECONDS = 3;

  /** Of a hash in hexadecimal digits: 128 bits, so that no two guests are one. */
  private static final int GUEST_DIGITS = 32;

  private OrderPaths() {}

  /**
   * @throws io.saleproof.http.ProblemException 404 if it is no id of ours or not the caller's
   */
  static OrderId idOf(String path, Callers callers) {
    OrderId id = OrderId.parse(path).orElseThrow(() -> Problem.notFound("The order").asException());
    callers.actingFor(id.customer());
    return id;
  }

  static String of(OrderId id) {
    return "/v1/orders/" + id;
  }

  static Response answer(int status, Order order, boolean replayed) {
    Response.ResponseBuilder answer =
        Response.status(status)
            .entity(OrderView.of(order))
            .header("ETag", new Etag(order.version()).header());
    return replayed ? answer.header("Idempotency-Replayed", "true").build() : answer.build();
  }

  static Problem outcomeUnknown() {
    return Problem.of(
            ProblemCode.OUTCOME_UNKNOWN,
            "Send the same request with the same Idempotency-Key again, or ask what became of it at"
                + " /v1/idempotency-keys")
        .retryAfterSeconds(UNKNOWN_RETRY_SECONDS);
  }

  /**
   * The customer of a request: whom it names; else a shopper themselves; else a guest, whose id
   * follows from the key, so that a repeated request finds its order.
   */
  static CustomerId customerOf(@Nullable CustomerId named, IdempotencyKey key, Caller caller) {
    if (named != null) {
      return named;
    }
    return caller instanceof Caller.Shopper(CustomerId id)
        ? id
        : new CustomerId("guest-" + RequestHash.of(key.scoped()).substring(0, GUEST_DIGITS));
  }
}
