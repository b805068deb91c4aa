package io.saleproof.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of one client until they are answered: what a busy or failing shop refuses, and
 * what got no answer, is sent again unchanged, as often as its {@link Route} is patient. Keeps the
 * newest session token that it was given and sends it back.
 */
final class Requests {

  static final int MAX_TRIES = 8;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Pauses grow by doubling up to here; more would overflow before the bound is looked at. */
  private static final int MAX_DOUBLINGS = 16;

  private static final Set<Integer> TRY_AGAIN = Set.of(429, 502, 503, 504);
  private static final Set<Integer> NOT_ALLOWED = Set.of(401, 403);
  private static final String IN_PROGRESS = "request-in-progress";
  private static final String SESSION = "Session-Token";

  private final HttpClient http;
  private final Route route;
  private final @Nullable String token;
  private final AtomicReference<@Nullable String> session = new AtomicReference<>();

  Requests(HttpClient http, URI shop, @Nullable String token) {
    this(http, Route.to(shop), token);
  }

  Requests(HttpClient http, Route route, @Nullable String token) {
    this.http = http;
    this.route = route;
    this.token = token;
  }

  static HttpClient newHttpClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  /** Another client of the same shop: the same connections and rights, a session of its own. */
  Requests another() {
    return new Requests(http, route, token);
  }

  Answer get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  /**
   * @param header a further header's name and value, or {@code null}s
   */
  Answer send(String method, String path, String json, @Nullable String header, String value) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("Content-Type", "application/json");
    return send(path, header == null ? request : request.header(header, value));
  }

  private Answer send(String path, HttpRequest.Builder request) {
    Route.Patience patience = route.patience();
    request
        .timeout(patience.answer())
        .header("Accept", "application/json, application/problem+json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    List<String> setbacks = new ArrayList<>();
    for (int tries = 1; ; tries++) {
      URI shop = route.next();
      long begun = System.nanoTime();
      String asked = "";
      try {
        HttpResponse<byte[]> response = sendOnce(request.uri(URI.create(shop + path)));
        Answer answer = answerOf(response, setbacks);
        if (NOT_ALLOWED.contains(answer.status())) {
          throw Refusals.answered(shop, answer.status(), "");
        }
        boolean stands = !isWorthAnother(answer);
        String setback = stands ? "" : (answer.status() + " " + answer.code()).strip();
        route.tried(begun, setback);
        if (stands || tries == patience.tries()) {
          return answer;
        }
        setbacks.add(setback);
        asked = response.headers().firstValue("Retry-After").orElse("");
      } catch (IOException unanswered) {
        String setback = "no answer: " + unanswered.getMessage();
        route.tried(begun, setback);
        if (tries == patience.tries()) {
          throw Refusals.unreachable(shop, unanswered);
        }
        setbacks.add(setback);
      } catch (InterruptedException stopping) {
        throw interrupted();
      }
      pause(patience, tries, asked);
    }
  }

  private static Failure interrupted() {
    Thread.currentThread().interrupt();
    return Failure.of("Interrupted.");
  }

  private HttpResponse<byte[]> sendOnce(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String newest = session.get();
    if (newest != null) {
      request.setHeader(SESSION, newest);
    }
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    response.headers().firstValue(SESSION).ifPresent(session::set);
    return response;
  }

  private static Answer answerOf(HttpResponse<byte[]> response, List<String> setbacks) {
    return new Answer(
        response.statusCode(),
        new String(response.body(), StandardCharsets.ISO_8859_1),
        response.headers().firstValue("Idempotency-Replayed").orElse("").equals("true"),
        setbacks);
  }

  private static boolean isWorthAnother(Answer answer) {
    return TRY_AGAIN.contains(answer.status())
        || (answer.status() == 409 && answer.code().equals(IN_PROGRESS));
  }

  /** What the shop asks for, or longer from try to try; spread, so that clients come apart. */
  private static void pause(Route.Patience patience, int tries, String retryAfter) {
    Duration first = patience.firstPause();
    Duration wanted =
        retryAfter.matches("\\d{1,4}")
            ? Duration.ofSeconds(Long.parseLong(retryAfter))
            : first.multipliedBy(1L << Math.min(tries / patience.instances(), MAX_DOUBLINGS));
    Duration longest = patience.longestPause();
    Duration bounded = wanted.compareTo(longest) > 0 ? longest : wanted;
    try {
      Thread.sleep(bounded.plusMillis(ThreadLocalRandom.current().nextLong(first.toMillis() + 1)));
    } catch (InterruptedException stopping) {
      throw interrupted();
    }
  }
}
