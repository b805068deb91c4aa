package io.saleproof.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long requests took, by method, template, status and outcome; those to the instance's own
 * health and figures aside. In place of the framework's own timers, which are under the listener
 * and cost each request a seventh of what a cached answer takes.
 *
 * <p>No label takes more values than the shop has addresses, however clients spell theirs.
 */
@Singleton
public class RequestTimers {

  /** The name of the timers, which the frameworks of this field have agreed on. */
  public static final String NAME = "http.server.requests";

  private static final String OTHER = "other";
  private static final int MOVED = 300;
  private static final int REFUSED = 400;
  private static final int NOT_FOUND = 404;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

  private final MeterRegistry registry;
  private final AllowedMethods addresses;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  /** What requests are told apart by. */
  private record Kind(String method, String uri, int status) {}

  RequestTimers(MeterRegistry registry, AllowedMethods addresses) {
    this.registry = registry;
    this.addresses = addresses;
  }

  /** A request has been answered, or given up. */
  void ended(String method, String path, int status, long nanos) {
    if (!path.startsWith("/q/")) {
      of(METHODS.contains(method) ? method : OTHER, uri(path, status), status)
          .record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * For those who know the address that a request was for.
   *
   * @param method one that HTTP has
   * @param template that of a resource
   */
  public Timer of(String method, String template, int status) {
    Kind kind = new Kind(method, template, status);
    Timer known = timers.get(kind);
    return known == null ? timers.computeIfAbsent(kind, this::timer) : known;
  }

  private Timer timer(Kind kind) {
    return Timer.builder(NAME)
        .description("Requests by what they were for and how they ended")
        .tag("method", kind.method)
        .tag("uri", kind.uri)
        .tag("status", Integer.toString(kind.status))
        .tag("outcome", Outcome.forStatus(kind.status).name())
        .register(registry);
  }

  private String uri(String path, int status) {
    @Nullable String template = addresses.templateOf(path);
    if (template != null) {
      return template.equals("/") ? "root" : template;
    }
    if (path.equals("/openapi") || path.equals("/docs") || path.startsWith("/docs/")) {
      return path.equals("/openapi") ? path : "/docs";
    }
    if (status == NOT_FOUND) {
      return "NOT_FOUND";
    }
    return status >= MOVED && status < REFUSED ? "REDIRECTION" : OTHER;
  }
}
