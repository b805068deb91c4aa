package io.saleproof.session;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of requests that are answered before {@link SessionFilter} begins one: what it would do,
 * for those that ask for nothing else.
 */
@ApplicationScoped
public class VisitorSessions {

  private static final String CACHE_CONTROL = "Cache-Control";

  /** As the filter says it. */
  static final String PRIVATE = "private, no-cache";

  private final SessionTokens tokens;
  private final SessionMeters meters;

  VisitorSessions(SessionTokens tokens, SessionMeters meters) {
    this.tokens = tokens;
    this.meters = meters;
  }

  /** What an answer's headers say of the session. */
  public static final class Next {
    private final String token;
    private final String cookie;
    private final String secureCookie;

    Next(String token) {
      this.token = token;
      this.cookie = SessionHeaders.setCookie(SessionHeaders.COOKIE, token, false);
      this.secureCookie = SessionHeaders.setCookie(SessionHeaders.COOKIE, token, true);
    }

    /** Writes them. */
    public void to(HttpServerRequest request, MultiMap headers) {
      headers.set(SessionHeaders.TOKEN, token);
      headers.set("Set-Cookie", SessionHeaders.isSecure(request) ? secureCookie : cookie);
      headers.set(CACHE_CONTROL, PRIVATE);
    }
  }

  /** Whether the request brings no token and prefers nothing. */
  public static boolean isNew(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return !headers.contains(SessionHeaders.TOKEN)
        && !headers.contains("Cookie")
        && !headers.contains(SessionHeaders.PREFER);
  }

  /**
   * The session of a request of someone who need not say who they are.
   *
   * @return null if there is more to say of it than the next token: it is the filter's then
   */
  public @Nullable RequestSession open(HttpServerRequest request) {
    if (request.headers().contains(SessionHeaders.PREFER)) {
      return null;
    }
    List<String> sent = SessionHeaders.tokens(request);
    SessionTokens.Presented presented = tokens.open(sent);
    return presented.faults().isEmpty()
        ? new RequestSession(
            tokens.clock(),
            presented.state(),
            presented.counted(),
            Preferences.NONE,
            () -> ClientClass.SHOPPER)
        : null;
  }

  /** The session of a request of someone who comes for the first time. */
  public RequestSession fresh() {
    return new RequestSession(
        tokens.clock(), SessionState.NONE, false, Preferences.NONE, () -> ClientClass.SHOPPER);
  }

  /** What the session's client is told with the answer. */
  public Next next(RequestSession session) {
    return new Next(tokens.issue(session.state()));
  }

  /** An answer of success has left. */
  public void answered() {
    meters.answered();
  }
}
