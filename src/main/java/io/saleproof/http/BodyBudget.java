package io.saleproof.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what all bodies that are being read take together, and how long one may take to arrive, so
 * that uploads that never end can't take the memory of those that do.
 */
@ApplicationScoped
public class BodyBudget {

  /** An import is read as it is used, so it holds little, however long it is. */
  private static final long IMPORT_BYTES = 256 * 1024;

  private final HttpLimits limits;
  private final AtomicLong inFlight = new AtomicLong();

  BodyBudget(HttpLimits limits) {
    this.limits = limits;
  }

  /** Makes room for the request's body until its end; says why if there is none. */
  @Nullable Problem admit(RoutingContext context) {
    long bytes = bytesOf(context.request());
    if (bytes == 0) {
      return null;
    }
    if (inFlight.addAndGet(bytes) > limits.maxBodyBytesInFlight()) {
      inFlight.addAndGet(-bytes);
      return Problem.of(ProblemCode.OVERLOADED, "Too many bodies are being read at once")
          .retryAfterSeconds(1);
    }
    context.addEndHandler(done -> inFlight.addAndGet(-bytes));
    if (!Admission.isImport(context.request())) {
      closeIfLate(context);
    }
    return null;
  }

  private void closeIfLate(RoutingContext context) {
    HttpServerRequest request = context.request();
    long timer =
        context
            .vertx()
            .setTimer(
                limits.bodyTimeout().toMillis(),
                late -> {
                  if (!request.isEnded()) {
                    request.connection().close();
                  }
                });
    context.addEndHandler(done -> context.vertx().cancelTimer(timer));
  }

  private long bytesOf(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length == null && request.getHeader("Transfer-Encoding") == null) {
      return 0;
    }
    if (Admission.isImport(request)) {
      return IMPORT_BYTES;
    }
    // Admission has made sure that a length is a number within the limit.
    return length == null ? limits.maxBodyBytes() : Long.parseLong(length);
  }
}
