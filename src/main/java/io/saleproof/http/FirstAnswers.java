package io.saleproof.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * Whoever may answer a request before the framework has done anything with it. There is one at
 * most.
 */
public interface FirstAnswers {

  /**
   * Answers the request, or calls {@code goOn} once, on the request's own context, for all that it
   * doesn't answer itself; then nothing of the request has been touched.
   */
  void enter(HttpServerRequest request, Runnable goOn);
}
