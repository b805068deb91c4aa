package io.saleproof.catalog;

import jakarta.ws.rs.core.Response;
import java.time.Duration;

/**
 * Says where an answer of the catalogue came from: {@code Cache-Status} (RFC 9211), {@code Age}.
 */
final class Origin {

  private static final String CACHE_STATUS = "Cache-Status";
  private static final String AGE = "Age";

  private Origin() {}

  /** Read from the database for this very request. */
  static Response.ResponseBuilder database(Response.ResponseBuilder answer) {
    return answer.header(CACHE_STATUS, "saleproof; fwd=miss").header(AGE, 0);
  }

  /** Kept in this process since an earlier request. */
  static Response.ResponseBuilder kept(Response.ResponseBuilder answer, Duration age) {
    return answer.header(CACHE_STATUS, "saleproof; hit").header(AGE, age.toSeconds());
  }
}
