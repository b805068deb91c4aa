package io.saleproof.http;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What happens to every request before anything else: it gets its id, is refused if it is too big
 * or one too many, and leaves one line in the log when it ends.
 */
@ApplicationScoped
public class FrontDoor {

  private static final Logger ACCESS_LOG = Logger.getLogger("io.saleproof.requests");

  /** Runs before authentication and routing; Quarkus runs higher numbers first. */
  private static final int PRIORITY = 10_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpLimits limits;
  private final AtomicInteger inFlight = new AtomicInteger();

  FrontDoor(HttpLimits limits) {
    this.limits = limits;
  }

  void install(@Observes Filters filters) {
    filters.register(this::enter, PRIORITY);
  }

  private void enter(RoutingContext context) {
    long begun = System.nanoTime();
    String id = RequestIds.of(context);
    context.response().putHeader(RequestIds.HEADER, id);
    int running = inFlight.incrementAndGet();
    context.addEndHandler(
        done -> {
          inFlight.decrementAndGet();
          log(context, id, (System.nanoTime() - begun) / NANOS_PER_MILLI);
        });
    Problem refusal = refusalOf(context, running);
    if (refusal != null) {
      // The rest of the body is not read: the connection can't be used again.
      context.response().putHeader("Connection", "close");
      Problems.send(context, refusal);
      return;
    }
    context.next();
  }

  private @Nullable Problem refusalOf(RoutingContext context, int running) {
    HttpServerRequest request = context.request();
    if (running > limits.maxInFlight() && !request.path().startsWith("/q/")) {
      return Problem.of(ProblemCode.OVERLOADED, "Too many requests run at once")
          .retryAfterSeconds(1);
    }
    if (isImport(request)) {
      return null;
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Problem.of(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: only imports take gzip");
    }
    String length = request.getHeader("Content-Length");
    if (length == null) {
      // A chunked body is counted while it is read.
      context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limits.maxBodyBytes());
      return null;
    }
    return length.length() > 18 || Long.parseLong(length) > limits.maxBodyBytes()
        ? Problem.of(
            ProblemCode.BODY_TOO_LARGE,
            "The body may have at most " + limits.maxBodyBytes() + " bytes")
        : null;
  }

  /** Imports are streams of any length; they bound what they hold, not what they read. */
  private static boolean isImport(HttpServerRequest request) {
    return request.method() == HttpMethod.POST && request.path().endsWith("/import");
  }

  private static void log(RoutingContext context, String id, long millis) {
    HttpServerRequest request = context.request();
    int status = context.response().getStatusCode();
    if (request.path().startsWith("/q/")) {
      return;
    }
    ACCESS_LOG.infof(
        "%s %s %d %dms requestId=%s", request.method(), request.path(), status, millis, id);
  }
}
