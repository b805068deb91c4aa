package io.saleproof.http;

import java.util.Locale;

/**
 * The public catalogue of everything that can go wrong for a client. A code, once published, keeps
 * its meaning and its status.
 */
public enum ProblemCode {
  INVALID_REQUEST(400, "The request has invalid fields"),
  MALFORMED_JSON(400, "The body is not valid JSON"),
  INVALID_CURSOR(400, "The cursor does not belong to this list"),
  MISSING_IDEMPOTENCY_KEY(400, "The Idempotency-Key header is missing"),
  UNAUTHENTICATED(401, "A valid access token is needed"),
  FORBIDDEN(403, "The caller may not do this"),
  NOT_FOUND(404, "No such resource"),
  METHOD_NOT_ALLOWED(405, "The resource does not support this method"),
  NOT_ACCEPTABLE(406, "No representation suits the Accept header"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  OUT_OF_STOCK(409, "Not enough stock for the order"),
  INSUFFICIENT_STOCK(409, "The movement would make the stock impossible"),
  ILLEGAL_TRANSITION(409, "The order's state does not allow this"),
  ORDER_EXPIRED(409, "The order ran out of time before it was placed"),
  REQUEST_IN_PROGRESS(409, "A request with this Idempotency-Key is still running", true),
  CART_CHANGED(409, "The cart has changed since the order was made from it"),
  CART_IN_CHECKOUT(409, "An order is being placed from the cart", true),
  CONFLICT(409, "The request conflicts with the current state"),
  STALE_VERSION(412, "The resource has changed since it was read"),
  ALREADY_EXISTS(412, "The resource exists already"),
  BODY_TOO_LARGE(413, "The body is larger than allowed"),
  URI_TOO_LONG(414, "The address is longer than allowed"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type or encoding is not supported"),
  IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another request"),
  UNKNOWN_SKU(422, "A product of the request does not exist"),
  UNKNOWN_CART(422, "The cart of the request does not exist"),
  EMPTY_CART(422, "There is nothing in the cart"),
  UNPROCESSABLE(422, "The request is well-formed but can't be carried out"),
  PRECONDITION_REQUIRED(428, "A precondition header is required"),
  TOO_MANY_REQUESTS(429, "Too many requests", true),
  HEADERS_TOO_LARGE(431, "The request's headers are larger than allowed"),
  INTERNAL_ERROR(500, "The service made a mistake"),
  NO_PRIMARY(503, "The database has no primary at the moment", true),
  DATABASE_TOO_SLOW(503, "The database did not answer in time", true),
  OUTCOME_UNKNOWN(503, "It is not known whether the write took place", true),
  NOT_YET_CONSISTENT(503, "No replica has caught up yet", true),
  NO_MAJORITY(503, "No majority of the members is alive", true),
  ANOTHER_MASTER(503, "Another master has taken over"),
  STORE_UNAVAILABLE(503, "The store behind the service can't be reached", true),
  OVERLOADED(503, "The service is at its limit", true),
  CONCERN_NOT_MET(504, "Not enough members hold the message yet");

  private final int status;
  private final String title;
  private final boolean retryable;

  ProblemCode(int status, String title) {
    this(status, title, false);
  }

  ProblemCode(int status, String title, boolean retryable) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** Whether the same request, sent again unchanged, may succeed. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether it tells a client to look again, which is how the shop works and no error of its. */
  public boolean isNoise() {
    return status == CONFLICT.status
        || status == STALE_VERSION.status
        || this == NOT_YET_CONSISTENT;
  }

  /** The name that clients see, such as {@code out-of-stock}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The catalogue's general code for an HTTP status that has no better one. */
  public static ProblemCode ofStatus(int status) {
    for (ProblemCode code : values()) {
      if (code.status == status && code != OUT_OF_STOCK && code != INSUFFICIENT_STOCK) {
        return code;
      }
    }
    return status >= 500 ? INTERNAL_ERROR : INVALID_REQUEST;
  }
}
