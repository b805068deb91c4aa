package io.saleproof.answers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.saleproof.http.Admission;
import io.saleproof.http.RequestTimers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What requests of the fast lane ask for, and which requests are of it at all. */
final class Addresses {

  /** Longer addresses are looked at by the resource. */
  private static final int MAX_URI_CHARS = 512;

  /** So many addresses are remembered with what they mean. */
  private static final int MAX_KNOWN = 8_192;

  /** Of a header {@code Accept}; longer ones are looked at by the resource. */
  private static final int MAX_RANGES = 16;

  private static final String ANYTHING = "*/*";
  private static final String JSON = "application/json";

  private final List<CachedRoute> routes;
  private final RequestTimers timers;
  private final Cache<String, Address> known =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN).executor(Runnable::run).build();

  Addresses(List<CachedRoute> routes, RequestTimers timers) {
    this.routes = List.copyOf(routes);
    this.timers = timers;
  }

  /** Null: the request is of no address of the lane, or wants something unusual. */
  @Nullable Address of(HttpServerRequest request) {
    String uri = request.uri();
    if (uri.length() > MAX_URI_CHARS || !isPlain(request)) {
      return null;
    }
    Address address = known.getIfPresent(uri);
    return address == null ? understood(request, uri) : address;
  }

  private @Nullable Address understood(HttpServerRequest request, String uri) {
    String path = request.path();
    if (path == null || path.indexOf('%') >= 0 || !Admission.isAddress(uri)) {
      return null;
    }
    for (CachedRoute route : routes) {
      CachedRead read = route.of(path, request.query());
      if (read != null) {
        Address address = new Address(read, route.template(), timers);
        known.put(uri, address);
        return address;
      }
    }
    return null;
  }

  private static boolean isPlain(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      return false;
    }
    MultiMap headers = request.headers();
    return (request.version() != HttpVersion.HTTP_1_1 || headers.contains(HttpHeaders.HOST))
        && !headers.contains(HttpHeaders.AUTHORIZATION)
        && !headers.contains(HttpHeaders.CONTENT_LENGTH)
        && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && takesJson(headers.get(HttpHeaders.ACCEPT))
        && Admission.isSmall(request);
  }

  /** Whether JSON will do, beyond doubt; what has weights is weighed elsewhere. */
  private static boolean takesJson(@Nullable String accepted) {
    if (accepted == null || accepted.equals(ANYTHING) || accepted.equals(JSON)) {
      return true;
    }
    if (accepted.toLowerCase(Locale.ROOT).contains("q=")) {
      return false;
    }
    for (String range : accepted.split(",", MAX_RANGES)) {
      String type = range.split(";", 2)[0].strip();
      if (type.equals(ANYTHING) || type.equals(JSON)) {
        return true;
      }
    }
    return false;
  }
}
