package io.saleproof.session;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of requests that are answered before {@link SessionFilter} begins one: what it would do,
 * for those that ask for nothing else.
 */
@Singleton
public class VisitorSessions {

  /** As the filter says it. */
  static final String PRIVATE = "private, no-cache";

  private static final CharSequence PRIVATE_VALUE = HttpHeaders.createOptimized(PRIVATE);

  private final SessionTokens tokens;
  private final SessionMeters meters;

  VisitorSessions(SessionTokens tokens, SessionMeters meters) {
    this.tokens = tokens;
    this.meters = meters;
  }

  /** What an answer's headers say of the session. */
  public static final class Next {
    private final CharSequence token;
    private final CharSequence cookie;
    private final CharSequence secureCookie;

    Next(String token) {
      this.token = HttpHeaders.createOptimized(token);
      this.cookie = cookie(token, false);
      this.secureCookie = cookie(token, true);
    }

    private static CharSequence cookie(String token, boolean secure) {
      return HttpHeaders.createOptimized(
          SessionHeaders.setCookie(SessionHeaders.COOKIE, token, secure));
    }

    /** Adds them to the headers of an answer that has none of them yet. */
    public void to(HttpServerRequest request, MultiMap headers) {
      headers.add(SessionHeaders.TOKEN_NAME, token);
      headers.add(HttpHeaders.SET_COOKIE, SessionHeaders.isSecure(request) ? secureCookie : cookie);
      headers.add(HttpHeaders.CACHE_CONTROL, PRIVATE_VALUE);
    }
  }

  /** Whether the request brings no token and prefers nothing. */
  public static boolean isNew(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return !headers.contains(SessionHeaders.TOKEN_NAME)
        && !headers.contains(HttpHeaders.COOKIE)
        && !headers.contains(SessionHeaders.PREFER_NAME);
  }

  /**
   * The session of a request of someone who need not say who they are.
   *
   * @return null if there is more to say of it than the next token: it is the filter's then
   */
  public @Nullable RequestSession open(HttpServerRequest request) {
    if (request.headers().contains(SessionHeaders.PREFER_NAME)) {
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
