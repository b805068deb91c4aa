package io.saleproof.session;

import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The headers and cookies that sessions travel in. */
final class SessionHeaders {

  static final String COOKIE = "SESSION";
  static final String TOKEN = "Session-Token";
  static final String WARNING = "Session-Warning";
  static final String PREFER = "Prefer";
  static final String APPLIED = "Preference-Applied";
  static final String PINNED_COOKIE = "SERVER_ID";

  /** As the server compares and writes them without looking at each character. */
  static final CharSequence TOKEN_NAME = HttpHeaders.createOptimized(TOKEN);

  static final CharSequence PREFER_NAME = HttpHeaders.createOptimized(PREFER);

  private static final CharSequence FORWARDED_PROTO =
      HttpHeaders.createOptimized("X-Forwarded-Proto");

  /** Of cookies with one name, so many are looked at: another path may have set its own. */
  private static final int MAX_COOKIES = 4;

  private SessionHeaders() {}

  /**
   * The tokens that a request brings: any number in headers, each of which may be a list, and in
   * cookies. Empty elements of a list are none (RFC 9110, 5.6.1), nor is a cookie without a value.
   */
  static List<String> tokens(HttpServerRequest request) {
    if (!request.headers().contains(TOKEN_NAME)
        && !request.headers().contains(HttpHeaders.COOKIE)) {
      return List.of();
    }
    List<String> tokens = new ArrayList<>();
    for (String header : request.headers().getAll(TOKEN)) {
      Arrays.stream(header.split(",", -1)).map(String::strip).forEach(tokens::add);
    }
    tokens.addAll(cookies(request, COOKIE));
    return tokens.stream()
        .filter(token -> !token.isEmpty())
        .limit(SessionTokens.MAX_OF_A_REQUEST)
        .toList();
  }

  static List<String> cookies(HttpServerRequest request, String name) {
    return request.headers().getAll("Cookie").stream()
        .flatMap(header -> ServerCookieDecoder.LAX.decodeAll(header).stream())
        .filter(cookie -> cookie.name().equals(name))
        .map(cookie -> cookie.value())
        .limit(MAX_COOKIES)
        .toList();
  }

  /**
   * For the whole shop, out of reach of scripts and of other sites' forms.
   *
   * @param value of letters, digits, '-' and '_' only
   */
  static String setCookie(HttpServerRequest request, String name, String value) {
    return setCookie(name, value, isSecure(request));
  }

  static String setCookie(String name, String value, boolean secure) {
    return name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
  }

  /** Whether the client came over TLS, to here or to the proxy before. */
  static boolean isSecure(HttpServerRequest request) {
    String forwarded = request.getHeader(FORWARDED_PROTO);
    // The request's own way to tell parses what proxies have forwarded, which is looked at here.
    return request.connection().isSsl()
        || forwarded != null && forwarded.split(",", 2)[0].strip().equalsIgnoreCase("https");
  }
}
