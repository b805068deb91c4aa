package io.saleproof.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.session.SessionTimes;
import io.saleproof.session.TokenTimes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to the shop: every request goes to another instance, with the newest token that
 * any answer brought. Looks at each token, which must say all that the one before says, and more
 * after a write.
 */
final class Asker {

  /** By then every request is answered, whatever happens to the cluster. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** Of so many requests one asks to wait for a replica, or to have no other answer. */
  private static final int WAITS_ONCE_IN = 60;

  private static final int STRICT_ONCE_IN = 25;

  private static final String REPLAYED = "Idempotency-Replayed";
  private static final int FIRST_REFUSAL = 300;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Habit habit;
  private final List<URI> instances;
  private final TokenTimes reader;
  private final Breaches breaches;
  private final Tally tally;
  private final SplittableRandom random;
  private final String role;
  private @Nullable String token;
  private SessionTimes times = SessionTimes.NONE;
  private volatile long asked;

  Asker(
      int number,
      Habit habit,
      World world,
      Breaches breaches,
      Tally tally,
      SplittableRandom random) {
    this.name = "client " + number;
    this.habit = habit;
    this.instances = world.instances().stream().map(ShopInstance::uri).toList();
    this.reader = world.tokens();
    this.breaches = breaches;
    this.tally = tally;
    this.random = random;
    this.role = habit == Habit.HAS_NONE || number % 2 == 0 ? "service" : "admin";
  }

  private Asker(Asker host) {
    this.name = host + "'s guest";
    this.habit = host.habit;
    this.instances = host.instances;
    this.reader = host.reader;
    this.breaches = host.breaches;
    this.tally = host.tally;
    this.random = host.random;
    this.role = host.role;
  }

  /** Somebody who comes without a token; for the same thread. */
  Asker guest() {
    return new Asker(this);
  }

  Answer get(String path, Map<String, String> headers) {
    return send("GET", path, headers, null);
  }

  Answer post(String path, Map<String, String> headers, @Nullable Object body) {
    return send("POST", path, headers, body);
  }

  Answer put(String path, Map<String, String> headers, Object body) {
    return send("PUT", path, headers, body);
  }

  /** How many requests it has begun. */
  long asked() {
    return asked;
  }

  @Override
  public String toString() {
    return name;
  }

  private Answer send(
      String method, String path, Map<String, String> headers, @Nullable Object body) {
    asked++;
    URI uri = instances.get(random.nextInt(instances.size())).resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(BOUND)
            .header("X-Role", role)
            .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : json(body)));
    headers.forEach(request::header);
    prefer(request);
    if (token != null) {
      request.header("Session-Token", token);
    }
    try {
      long begun = System.nanoTime();
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Answer answer = answer(response);
      tally.count(method, answer, System.nanoTime() - begun);
      keep(response, method + " " + path);
      return answer;
    } catch (IOException gone) {
      breaches.add(
          Guarantee.NO_FAULT, name + ": no answer to " + method + " " + path + ": " + gone);
      return new Answer(0, 0, false, JSON.nullNode());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private void prefer(HttpRequest.Builder request) {
    if (habit == Habit.HAS_NONE) {
      request.header("Prefer", "consistency=eventual");
    } else if (random.nextInt(WAITS_ONCE_IN) == 0) {
      request.header("Prefer", "wait=1");
    } else if (random.nextInt(STRICT_ONCE_IN) == 0) {
      request.header("Prefer", "handling=strict");
    }
  }

  private void keep(HttpResponse<String> response, String request) {
    String asked = name + ": " + response.statusCode() + " to " + request;
    response
        .headers()
        .firstValue("Session-Warning")
        .ifPresent(warning -> breaches.add(Guarantee.TOKENS_GO_ON, asked + " warns: " + warning));
    String fresh = response.headers().firstValue("Session-Token").orElse(null);
    if (fresh == null) {
      breaches.add(Guarantee.TOKENS_GO_ON, asked + " has no token");
    } else if (habit.keeps(response.statusCode())) {
      check(fresh, asked, hasWritten(response));
      token = fresh;
    }
  }

  private static boolean hasWritten(HttpResponse<String> response) {
    return !response.request().method().equals("GET")
        && response.statusCode() < FIRST_REFUSAL
        && response.headers().firstValue(REPLAYED).isEmpty();
  }

  private void check(String fresh, String asked, boolean hasWritten) {
    Optional<SessionTimes> told = reader.of(fresh);
    if (told.isEmpty()) {
      breaches.add(Guarantee.TOKENS_GO_ON, asked + " has a token that does not hold");
      return;
    }
    if (!told.get().later(times).equals(told.get())) {
      breaches.add(
          Guarantee.TOKENS_GO_ON, asked + " goes back from " + times + " to " + told.get());
    } else if (hasWritten && told.get().operationTime() == times.operationTime()) {
      breaches.add(Guarantee.TOKENS_GO_ON, asked + " says nothing of what it wrote: " + told.get());
    }
    times = told.get();
  }

  private static Answer answer(HttpResponse<String> response) throws IOException {
    String body = response.body();
    JsonNode json = body.isEmpty() ? JSON.nullNode() : JSON.readTree(body);
    String tag = response.headers().firstValue("ETag").orElse(json.path("currentETag").asText("0"));
    String version = tag.replace("\"", "");
    long etag = version.matches("[0-9]+") ? Long.parseLong(version) : 0;
    boolean replayed = response.headers().firstValue(REPLAYED).isPresent();
    return new Answer(response.statusCode(), etag, replayed, json);
  }

  private static String json(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
