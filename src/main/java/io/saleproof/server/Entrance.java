package io.saleproof.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Admission;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.Problems;
import io.saleproof.http.RequestIds;
import io.saleproof.http.RequestLog;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** What every request passes on its way in and out. */
final class Entrance {

  private static final Logger LOG = Logger.getLogger(Entrance.class);
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int SERVER_ERROR = 500;
  private static final String UNMATCHED = "none";

  private final ServerSettings settings;
  private final ExecutorService virtualThreads;
  private final MeterRegistry meters;
  private final IdleConnections idle;
  private final Set<String> quietPaths;
  private final AtomicInteger inFlight = new AtomicInteger();

  Entrance(
      ServerSettings settings,
      ExecutorService virtualThreads,
      MeterRegistry meters,
      IdleConnections idle,
      Set<String> quietPaths) {
    this.settings = settings;
    this.virtualThreads = virtualThreads;
    this.meters = meters;
    this.idle = idle;
    this.quietPaths = Set.copyOf(quietPaths);
  }

  Router router(Vertx vertx, Consumer<Routes> addresses) {
    Router router = Router.router(vertx);
    router.route().handler(this::enter);
    Routes routes = new Routes(router, new Bodies(settings), this::onVirtualThread, this::run);
    addresses.accept(routes);
    router.errorHandler(NOT_FOUND, context -> Problems.send(context, Problems.ofStatus(NOT_FOUND)));
    router.errorHandler(METHOD_NOT_ALLOWED, context -> wrongMethod(routes, context));
    router.errorHandler(SERVER_ERROR, Entrance::fault);
    return router;
  }

  int inFlight() {
    return inFlight.get();
  }

  private void enter(RoutingContext context) {
    long begun = System.nanoTime();
    String id = RequestIds.of(context);
    context.response().putHeader(RequestIds.HEADER, id);
    int running = inFlight.incrementAndGet();
    idle.begun(context.request());
    context.addEndHandler(over -> leave(context, id, begun));
    Problem refusal = refusalOf(context, running);
    if (refusal == null) {
      // Handlers of bodies are set before anything is read.
      context.request().pause();
      context.next();
    } else {
      context.response().putHeader("Connection", "close");
      Problems.send(context, refusal);
    }
  }

  private void leave(RoutingContext context, String id, long begun) {
    inFlight.decrementAndGet();
    idle.ended(context.request());
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Route route = context.currentRoute();
    String path = route == null || route.getPath() == null ? UNMATCHED : route.getPath();
    meters
        .timer(
            "http.server.requests",
            "method",
            knownMethod(context.request().method()),
            "uri",
            path,
            "status",
            Integer.toString(context.response().getStatusCode()))
        .record(took);
    if (!quietPaths.contains(context.request().path())) {
      RequestLog.end(context, id, took.toMillis());
    }
  }

  /** Clients may invent methods; the figures keep to the known ones. */
  private static String knownMethod(HttpMethod method) {
    return HttpMethod.values().contains(method) ? method.name() : "other";
  }

  private @Nullable Problem refusalOf(RoutingContext context, int running) {
    if (running > settings.maxInFlight() && !context.request().path().startsWith("/q/")) {
      return Problem.of(ProblemCode.OVERLOADED, "Too many requests run or wait at once")
          .retryAfterSeconds(1);
    }
    if (context.request().uri().length() > settings.maxUriBytes()) {
      return Problem.of(
          ProblemCode.URI_TOO_LONG,
          "The path and query may have at most " + settings.maxUriBytes() + " characters");
    }
    if (!Admission.isAddress(context.request().uri())) {
      return Problem.of(
          ProblemCode.INVALID_REQUEST,
          "The path and query must be percent-encoded UTF-8, the path without control characters");
    }
    return null;
  }

  private void onVirtualThread(Exchange exchange, Handling handling) {
    try {
      virtualThreads.execute(
          () -> {
            MDC.put("requestId", RequestIds.of(exchange.context()));
            run(exchange, handling);
          });
    } catch (RejectedExecutionException stopping) {
      exchange.refuse(Problem.of(ProblemCode.OVERLOADED, "The service stops").retryAfterSeconds(1));
    }
  }

  private void run(Exchange exchange, Handling handling) {
    try {
      handling.handle(exchange);
    } catch (Exception | Error failure) {
      exchange.fail(failure);
    }
  }

  private static void fault(RoutingContext context) {
    Throwable failure = context.failure();
    Problem refusal = failure == null ? null : Problems.ofTransport(failure);
    if (refusal == null) {
      log(context, failure);
    }
    Problems.send(context, refusal == null ? Problems.ofStatus(SERVER_ERROR) : refusal);
  }

  private static void log(RoutingContext context, @Nullable Throwable failure) {
    LOG.errorf(
        failure,
        "fault requestId=%s %s %s",
        RequestIds.of(context),
        context.request().method(),
        context.request().path());
  }

  private static void wrongMethod(Routes routes, RoutingContext context) {
    context.response().putHeader("Allow", routes.methodsAt(context.normalizedPath()));
    Problems.send(context, Problems.ofStatus(METHOD_NOT_ALLOWED));
  }
}
