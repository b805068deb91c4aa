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
 * what got no answer, is sent again unchanged, at most {@value #MAX_TRIES} times in all. Keeps the
 * newest session token that it was given and sends it back.
 */
final class Requests {

  static final int MAX_TRIES = 8;

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Set<Integer> TRY_AGAIN = Set.of(429, 502, 503, 504);
  private static final Set<Integer> NOT_ALLOWED = Set.of(401, 403);
  private static final String IN_PROGRESS = "request-in-progress";
  private static final String SESSION = "Session-Token";

  private final HttpClient http;
  private final URI shop;
  private final @Nullable String token;
  private final AtomicReference<@Nullable String> session = new AtomicReference<>();

  Requests(HttpClient http, URI shop, @Nullable String token) {
    this.http = http;
    this.shop = shop;
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
    return new Requests(http, shop, token);
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(shop + path)).GET());
  }

  /**
   * @param header a further header's name and value, or {@code null}s
   */
  Answer send(String method, String path, String json, @Nullable String header, String value) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(shop + path))
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("Content-Type", "application/json");
    return send(header == null ? request : request.header(header, value));
  }

  private Answer send(HttpRequest.Builder request) {
    request.timeout(ANSWER_TIMEOUT).header("Accept", "application/json, application/problem+json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    List<String> setbacks = new ArrayList<>();
    for (int tries = 1; ; tries++) {
      try {
        HttpResponse<byte[]> response = sendOnce(request);
        Answer answer = answerOf(response, setbacks);
        if (NOT_ALLOWED.contains(answer.status())) {
          throw Refusals.answered(shop, answer.status(), "");
        }
        if (tries == MAX_TRIES || !isWorthAnother(answer)) {
          return answer;
        }
        setbacks.add((answer.status() + " " + answer.code()).strip());
        Thread.sleep(pause(tries, response.headers().firstValue("Retry-After").orElse("")));
      } catch (IOException unanswered) {
        if (tries == MAX_TRIES) {
          throw Refusals.unreachable(shop, unanswered);
        }
        setbacks.add("no answer: " + unanswered.getMessage());
        pauseQuietly(tries);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw Failure.of("Interrupted.");
      }
    }
  }

  private static void pauseQuietly(int tries) {
    try {
      Thread.sleep(pause(tries, ""));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
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
  private static Duration pause(int tries, String retryAfter) {
    Duration asked =
        retryAfter.matches("\\d{1,4}")
            ? Duration.ofSeconds(Long.parseLong(retryAfter))
            : FIRST_PAUSE.multipliedBy(1L << tries);
    Duration bounded = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    return bounded.plusMillis(ThreadLocalRandom.current().nextLong(FIRST_PAUSE.toMillis()));
  }
}
