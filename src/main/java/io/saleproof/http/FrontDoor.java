package io.saleproof.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
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

  private static final Logger LOG = Logger.getLogger(FrontDoor.class);

  /** Runs before authentication and routing; Quarkus runs higher numbers first. */
  private static final int PRIORITY = 10_000;

  /** Before the routes of the server's own failure pages. */
  private static final int FIRST = -2 * PRIORITY;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpLimits limits;
  private final Admission admission;
  private final BodyBudget bodies;
  private final RequestTimers timers;
  private final Draining draining;
  private final AtomicInteger inFlight = new AtomicInteger();

  FrontDoor(
      HttpLimits limits,
      Admission admission,
      BodyBudget bodies,
      RequestTimers timers,
      Draining draining) {
    this.limits = limits;
    this.admission = admission;
    this.bodies = bodies;
    this.timers = timers;
    this.draining = draining;
  }

  void install(@Observes Filters filters) {
    filters.register(this::enter, PRIORITY);
  }

  void install(@Observes Router router) {
    router.route().order(FIRST).failureHandler(FrontDoor::fail);
  }

  private void enter(RoutingContext context) {
    long begun = System.nanoTime();
    String id = RequestIds.of(context);
    context.response().putHeader(RequestIds.HEADER, id);
    RequestLog.begin(id);
    int running = inFlight.incrementAndGet();
    Context loop = context.vertx().getOrCreateContext();
    context.addEndHandler(
        done -> {
          inFlight.decrementAndGet();
          if (!context.request().isEnded()) {
            loop.runOnContext(now -> UnreadBody.discard(context));
          }
          draining.ended(context.request());
          long nanos = System.nanoTime() - begun;
          timers.ended(
              context.request().method().name(),
              context.request().path(),
              context.response().getStatusCode(),
              nanos);
          RequestLog.end(context, id, nanos / NANOS_PER_MILLI);
        });
    Problem refusal = refusalOf(context, running);
    if (refusal == null) {
      refusal = bodies.admit(context);
    }
    if (refusal != null) {
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
    return admission.refusalOf(request);
  }

  /** What fails outside of any resource, such as authentication, is a problem too. */
  private static void fail(RoutingContext context) {
    Throwable failure = context.failure();
    Problem known = failure == null ? null : Problems.ofRefusal(failure);
    boolean status = context.statusCode() >= 400 && context.statusCode() < 500;
    if (known == null && !status) {
      LOG.errorf(failure, "fault requestId=%s", RequestIds.of(context));
    }
    Problems.send(
        context, known == null ? Problems.ofStatus(status ? context.statusCode() : 500) : known);
  }
}
