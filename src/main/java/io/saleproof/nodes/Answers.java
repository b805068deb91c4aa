package io.saleproof.nodes;

import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.server.Handling;
import io.vertx.redis.client.Response;
import java.net.ConnectException;

/** What clients are told when the node's own Redis does not answer. */
final class Answers {

  private static final int RETRY_SECONDS = 1;

  private Answers() {}

  /**
   * @param write whether the request changes something, so that its outcome may be unknown
   */
  static Handling withStore(boolean write, Handling handling) {
    return exchange -> {
      try {
        handling.handle(exchange);
      } catch (StoreUnavailable away) {
        exchange.refuse(problem(write, away));
      }
    };
  }

  static Problem problem(boolean write, StoreUnavailable away) {
    Throwable cause = away.getCause();
    // Redis itself answered that it won't, such as when its memory is full.
    boolean refused = cause instanceof Response;
    Problem problem =
        write && !refused && !(cause instanceof ConnectException)
            ? Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "The node's Redis did not answer in time; to write again is safe")
            : Problem.of(
                ProblemCode.STORE_UNAVAILABLE,
                "The node's Redis can't be reached, or takes nothing at the moment");
    return problem.retryAfterSeconds(RETRY_SECONDS);
  }
}
