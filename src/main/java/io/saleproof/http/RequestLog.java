package io.saleproof.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * One line a request: a sentence for people, and the same as fields for programs, which JSON logs
 * show as {@code mdc}. The request's id stands in every line that is logged on its way.
 */
public final class RequestLog {

  /** The category of the lines. */
  public static final String CATEGORY = "io.saleproof.requests";

  private static final Logger LOG = Logger.getLogger(CATEGORY);
  private static final String REQUEST_ID = "requestId";
  private static final String NOBODY = "nobody";
  private static final String NOISE = "noise";
  private static final String TRACE_ID = "traceId";

  /** The groups of a caller that the log names, strongest first; a token may have any others. */
  private static final List<String> CLASSES = List.of("admin", "service", "shopper");

  private RequestLog() {}

  /** Call it in the request's own context, before anything is logged. */
  static void begin(String id) {
    MDC.put(REQUEST_ID, id);
  }

  /** Logs the request unless it only looked at the instance's own health or figures. */
  public static void end(RoutingContext context, String id, long millis) {
    if (context.request().path().startsWith("/q/")) {
      return;
    }
    Map<String, String> fields = fields(context.request(), id, millis);
    fields.put("caller", callerOf(context));
    String noise = Noise.of(context);
    if (!noise.isEmpty()) {
      fields.put(NOISE, noise);
    }
    log(fields);
  }

  /** Logs a request that was answered before anybody asked who sent it. */
  public static void answered(HttpServerRequest request, String id, long millis) {
    Map<String, String> fields = fields(request, id, millis);
    fields.put("caller", NOBODY);
    log(fields);
  }

  private static void log(Map<String, String> fields) {
    fields.forEach(MDC::put);
    try {
      LOG.info(line(fields));
    } finally {
      fields.keySet().forEach(MDC::remove);
    }
  }

  private static String line(Map<String, String> fields) {
    String line =
        fields.get("method")
            + " "
            + fields.get("path")
            + " "
            + fields.get("status")
            + " "
            + fields.get("millis")
            + "ms requestId="
            + fields.get(REQUEST_ID);
    String noise = fields.get(NOISE);
    return noise == null ? line : line + " noise=" + noise;
  }

  private static Map<String, String> fields(HttpServerRequest request, String id, long millis) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(REQUEST_ID, id);
    fields.put("method", request.method().name());
    fields.put("path", request.path());
    fields.put("status", Integer.toString(request.response().getStatusCode()));
    fields.put("millis", Long.toString(millis));
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      fields.put(TRACE_ID, span.getTraceId());
    }
    return fields;
  }

  private static String callerOf(RoutingContext context) {
    if (!(context.user() instanceof QuarkusHttpUser user)) {
      return NOBODY;
    }
    SecurityIdentity identity = user.getSecurityIdentity();
    return CLASSES.stream().filter(identity::hasRole).findFirst().orElse(NOBODY);
  }
}
