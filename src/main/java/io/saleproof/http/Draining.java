package io.saleproof.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * What requests are told while this instance is about to end: they are served as ever, and that
 * their connection is closed after the answer. So the connections that a gateway keeps end by our
 * word, and never under a request that it may not repeat.
 */
@ApplicationScoped
public class Draining {

  private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE;

  private volatile boolean begun;

  /** Before the registry is told, which may take its time to answer. */
  void begin(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent end) {
    begun = true;
  }

  /** To be called for each request, before anything else is done to it. */
  void enter(HttpServerRequest request) {
    if (begun && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      request.response().endHandler(answered -> closed(request));
    }
  }

  /** To be called when the answer has been given, by who has taken the response's end handler. */
  void ended(HttpServerRequest request) {
    if (begun && request.version() != HttpVersion.HTTP_2) {
      closed(request);
    }
  }

  /**
   * Behind the answer; one whose body is still coming is closed by its client. An answer from
   * memory is given before the end of its request has been looked at, which is done by the time
   * that the event loop comes to what it is asked here.
   */
  private static void closed(HttpServerRequest request) {
    Context loop = Vertx.currentContext();
    if (request.isEnded()) {
      request.connection().close();
    } else if (loop != null) {
      loop.runOnContext(
          later -> {
            if (request.isEnded()) {
              request.connection().close();
            }
          });
    }
  }
}
