package io.saleproof.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What happens to a body that the answer did not wait for. A little of it is taken in and thrown
 * away, so that the client gets to read the answer instead of a broken connection; whoever goes on
 * sending is cut off.
 */
final class UnreadBody {

  private static final long MAX_DISCARDED_BYTES = 1 << 20;
  private static final long MAX_DISCARDING_MILLIS = 2_000;

  private UnreadBody() {}

  /**
   * To be called when the answer has left, on the request's own event loop: only there is it
   * certain whether the body has ended, and a body that has may belong to a connection that serves
   * the next request by now.
   */
  static void discard(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return;
    }
    long timer =
        context.vertx().setTimer(MAX_DISCARDING_MILLIS, expired -> closeUnlessEnded(request));
    AtomicLong discarded = new AtomicLong();
    request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
    request.endHandler(complete -> context.vertx().cancelTimer(timer));
    request.handler(
        (Buffer part) -> {
          if (discarded.addAndGet(part.length()) > MAX_DISCARDED_BYTES) {
            context.vertx().cancelTimer(timer);
            closeUnlessEnded(request);
          }
        });
    request.resume();
  }

  private static void closeUnlessEnded(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.connection().close();
    }
  }
}
