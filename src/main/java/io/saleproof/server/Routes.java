package io.saleproof.server;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The addresses of a service, in the notation of Vert.x ({@code /nodes/:name}). */
public final class Routes {

  private final Router router;
  private final BiConsumer<Exchange, Handling> virtualThreads;
  private final BiConsumer<Exchange, Handling> eventLoop;
  private final Bodies bodies;
  private final List<Address> addresses = new ArrayList<>();

  private record Address(HttpMethod method, Pattern path) {}

  Routes(
      Router router,
      Bodies bodies,
      BiConsumer<Exchange, Handling> virtualThreads,
      BiConsumer<Exchange, Handling> eventLoop) {
    this.router = router;
    this.bodies = bodies;
    this.virtualThreads = virtualThreads;
    this.eventLoop = eventLoop;
  }

  /** Handles on a virtual thread of its own, which may block. */
  public Routes on(HttpMethod method, String path, Handling handling) {
    remember(method, path.replaceAll(":[A-Za-z0-9_]+", "[^/]+"));
    return add(router.route(method, path), handling, virtualThreads);
  }

  /** The same for every path that matches the whole pattern; named groups are parameters. */
  public Routes onPattern(HttpMethod method, String pattern, Handling handling) {
    remember(method, pattern);
    return add(router.routeWithRegex(method, pattern), handling, virtualThreads);
  }

  /** Handles on the event loop, which must never block. */
  public Routes quick(HttpMethod method, String path, Handling handling) {
    remember(method, path.replaceAll(":[A-Za-z0-9_]+", "[^/]+"));
    return add(router.route(method, path), handling, eventLoop);
  }

  private void remember(HttpMethod method, String pattern) {
    addresses.add(new Address(method, Pattern.compile(pattern)));
  }

  /** The methods of the address at this path, as the {@code Allow} header wants them. */
  String methodsAt(String path) {
    return addresses.stream()
        .filter(address -> address.path().matcher(path).matches())
        .map(address -> address.method().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private Routes add(Route route, Handling handling, BiConsumer<Exchange, Handling> where) {
    route.handler(context -> bodies.read(context, exchange -> where.accept(exchange, handling)));
    return this;
  }
}
