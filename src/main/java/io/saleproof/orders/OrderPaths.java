package io.saleproof.orders;

import io.saleproof.access.Callers;
import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What the resources of orders share: ids in paths, and the answer that an order is. */
final class OrderPaths {

  /** By then a sweeper has come round. */
  private static final int UNKNOWN_RETRY_SECONDS = 3;

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

  static Problem keyReused() {
    return Problem.of(
            ProblemCode.IDEMPOTENCY_KEY_REUSED,
            "The key was used with another request; make a new key for a new request")
        .with(
            "errors",
            List.of(FieldError.header(IdempotencyKey.HEADER, "was used with another request")));
  }
}
