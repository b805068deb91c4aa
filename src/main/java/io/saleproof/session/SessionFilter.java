package io.saleproof.session;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.saleproof.access.Caller;
import io.saleproof.http.Admission;
import io.saleproof.http.Noise;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Begins and ends the session of every request: its tokens are opened before anything else happens
 * to it, and every answer, whoever gives it, carries the next one.
 */
@ApplicationScoped
public class SessionFilter {

  /** Before the front door, whose refusals are answers, too; Quarkus runs higher numbers first. */
  private static final int PRIORITY = 11_000;

  /** After the front door: who is too large is told so first. */
  private static final int PINNING_PRIORITY = 9_000;

  /**
   * How long what is attached is kept when the client has left before its answer: longer than any
   * operation of the database may take that still runs for it.
   */
  private static final Duration AFTER_BROKEN_OFF = Duration.ofSeconds(30);

  private static final String CACHE_CONTROL = "Cache-Control";

  private final SessionTokens tokens;
  private final SessionMeters meters;
  private final Pinning pinning;

  SessionFilter(SessionTokens tokens, SessionMeters meters, Pinning pinning) {
    this.tokens = tokens;
    this.meters = meters;
    this.pinning = pinning;
  }

  void install(@Observes Filters filters) {
    filters.register(this::enter, PRIORITY);
    if (pinning.isOn()) {
      filters.register(pinning::check, PINNING_PRIORITY);
    }
  }

  void enter(RoutingContext context) {
    if (isOutside(context.request())) {
      context.next();
      return;
    }
    SessionTokens.Presented presented = tokens.open(SessionHeaders.tokens(context.request()));
    RequestSession session =
        new RequestSession(
            tokens.clock(),
            presented.state(),
            presented.counted(),
            Preferences.parse(context.request().headers().getAll(SessionHeaders.PREFER)),
            () -> classOf(context));
    presented.faults().forEach(session.notes()::fault);
    session.begin();
    context.addHeadersEndHandler(leaving -> tell(context, session));
    context.addEndHandler(
        end -> {
          count(context, session);
          if (end.succeeded()) {
            session.end();
          } else {
            context.vertx().setTimer(AFTER_BROKEN_OFF.toMillis(), late -> session.end());
          }
        });
    context.next();
  }

  /** The pages of the description and the figures are the same for everybody. */
  private static boolean isOutside(HttpServerRequest request) {
    String path = request.path();
    return (path.equals("/docs") || path.startsWith("/docs/") || path.equals("/q/metrics"))
        && Admission.isAddress(request.uri());
  }

  private void tell(RoutingContext context, RequestSession session) {
    MultiMap headers = context.response().headers();
    String caching = headers.get(CACHE_CONTROL);
    if (caching != null && caching.contains("public")) {
      // Pages of the description under another spelling: a shared cache would hand the token on.
      return;
    }
    String token = tokens.issue(session.state());
    headers.set(SessionHeaders.TOKEN, token);
    headers.add(
        "Set-Cookie", SessionHeaders.setCookie(context.request(), SessionHeaders.COOKIE, token));
    session.notes().noises().forEach(cause -> Noise.beside(context, cause));
    if (!session.notes().faults().isEmpty()) {
      headers.set(SessionHeaders.WARNING, joined(session.notes().faults()));
    }
    if (!session.notes().applied().isEmpty()) {
      headers.set(SessionHeaders.APPLIED, String.join(", ", session.notes().applied()));
    }
    if (caching == null) {
      // No shared cache may give one client's token to another, and no client's own cache may
      // answer with what the client has changed since.
      headers.set(CACHE_CONTROL, VisitorSessions.PRIVATE);
    }
  }

  private static String joined(List<TokenFault> faults) {
    return faults.stream().map(TokenFault::code).distinct().collect(Collectors.joining(", "));
  }

  private void count(RoutingContext context, RequestSession session) {
    ClientClass client = session.clientClass();
    session.notes().faults().forEach(fault -> meters.ignored(fault, client));
    if (!context.request().path().startsWith("/q/")) {
      meters.answered(context, client);
    }
  }

  /** Whoever is not known to be a service counts as a shopper. */
  private static ClientClass classOf(RoutingContext context) {
    if (context.user() instanceof QuarkusHttpUser user) {
      SecurityIdentity identity = user.getSecurityIdentity();
      Set<String> roles = identity.getRoles();
      if (roles.contains(Caller.SERVICE) && !roles.contains(Caller.ADMIN)) {
        return ClientClass.SERVICE;
      }
    }
    return ClientClass.SHOPPER;
  }
}
