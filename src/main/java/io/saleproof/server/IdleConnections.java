package io.saleproof.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes connections that have no request for too long. The server's own timer would count a client
 * that waits for its answer as idle.
 */
final class IdleConnections {

  private static final class Use {
    private final AtomicInteger running = new AtomicInteger();
    private volatile int requests;
    private int requestsSeen = -1;
  }

  private final Map<HttpConnection, Use> uses = new ConcurrentHashMap<>();

  /** Looks once in each idle time, so that a connection lives at least one and at most two. */
  IdleConnections(Vertx vertx, long idleMillis) {
    vertx.setPeriodic(idleMillis, tick -> closeIdle());
  }

  void opened(HttpConnection connection) {
    uses.put(connection, new Use());
    connection.closeHandler(closed -> uses.remove(connection));
  }

  void begun(HttpServerRequest request) {
    Use use = uses.get(request.connection());
    if (use != null) {
      use.running.incrementAndGet();
    }
  }

  void ended(HttpServerRequest request) {
    Use use = uses.get(request.connection());
    if (use != null) {
      use.requests = use.requests + 1;
      use.running.decrementAndGet();
    }
  }

  private void closeIdle() {
    uses.forEach(
        (connection, use) -> {
          if (use.running.get() == 0 && use.requestsSeen == use.requests) {
            connection.close();
          }
          use.requestsSeen = use.requests;
        });
  }
}
