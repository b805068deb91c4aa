package io.saleproof.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.TokenMode;
import io.saleproof.Tokens;
import io.saleproof.access.Caller;
import io.saleproof.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whoever asks for what is one customer's gets it only if it is theirs, or they may see all: tried
 * with callers, session tokens and conditional headers mixed at random, over what is cached and
 * what is not.
 */
@QuarkusTest
@TestProfile(TokenMode.class)
@QuarkusTestResource(TestStore.class)
class PrivateAnswersTest {

  private static final int WAYS = 10_000;
  private static final int SHOPPERS = 6;
  private static final int SESSIONS = 200;
  private static final long SEED = 20_261_122;

  /** Who try at the same time, so that answers of different callers also cross each other. */
  private static final int TRYING = 4;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Shopper> shoppers = new ArrayList<>();
  private final List<String> everyone = new ArrayList<>(List.of(""));
  private final List<String> sessions = new CopyOnWriteArrayList<>(List.of(""));
  private final List<String> tags =
      new CopyOnWriteArrayList<>(List.of("", "*", "\"1\"", "\"1-gz\"", "\"0\""));
  private final Set<String> hits = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

  /** A customer whose every private word has the secret in it. */
  private record Shopper(String id, String secret, String bearer, String cart) {
    List<String> addresses() {
      return List.of(
          "/v1/customers/" + id,
          "/v1/customers/" + id + "/orders",
          "/v1/customers/" + id + "/recommendations",
          "/v1/carts/" + cart);
    }
  }

  private static final String SERVICE = "Bearer " + Tokens.of(Caller.SERVICE, "partner");
  private static final String ADMIN = "Bearer " + Tokens.of(Caller.ADMIN, "root");

  @TestHTTPResource("/")
  URI base;

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    answer.headers().firstValue("Session-Token").ifPresent(this::remember);
    return answer;
  }

  private void remember(String session) {
    if (sessions.size() < SESSIONS) {
      sessions.add(session);
    } else {
      sessions.set(1 + ThreadLocalRandom.current().nextInt(SESSIONS - 1), session);
    }
  }

  private Shopper shopper() throws IOException, InterruptedException {
    String id = "c-" + UUID.randomUUID();
    String secret = "secret-" + UUID.randomUUID();
    String bearer = "Bearer " + Tokens.of(Caller.SHOPPER, id);
    Map<String, String> own =
        Map.of("Authorization", bearer, "Content-Type", "application/json", "If-None-Match", "*");
    assertThat(
            send("PUT", "/v1/customers/" + id, "{\"name\": \"" + secret + "\"}", own).statusCode())
        .isEqualTo(201);
    HttpResponse<String> cart =
        send(
            "POST",
            "/v1/carts",
            "{\"customerId\": \"" + id + "\"}",
            Map.of(
                "Authorization",
                bearer,
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                UUID.randomUUID().toString()));
    assertThat(cart.statusCode()).as(cart.body()).isEqualTo(201);
    String location = cart.headers().firstValue("Location").orElseThrow();
    return new Shopper(id, secret, bearer, location.substring(location.lastIndexOf('/') + 1));
  }

  @Test
  void isNeverServedToAnotherCaller() throws Exception {
    for (int i = 0; i < SHOPPERS; i++) {
      shoppers.add(shopper());
    }
    shoppers.forEach(shopper -> everyone.add(shopper.bearer()));
    everyone.add(SERVICE);
    everyone.add(ADMIN);

    try (ExecutorService clients = Executors.newFixedThreadPool(TRYING)) {
      List<Future<Integer>> tried = new ArrayList<>();
      for (int i = 0; i < TRYING; i++) {
        Random random = new Random(SEED + i);
        tried.add(clients.submit(() -> tryWays(WAYS / TRYING, random)));
      }
      int ways = 0;
      for (Future<Integer> one : tried) {
        ways += one.get();
      }
      assertThat(ways).isEqualTo(WAYS);
    }
    // It was tried on what is cached, and on what is not known to the client.
    assertThat(hits).hasSizeGreaterThanOrEqualTo(SHOPPERS);
    assertThat(statuses.keySet()).contains(200, 304, 401, 404);
  }

  private int tryWays(int ways, Random random) throws Exception {
    for (int way = 0; way < ways; way++) {
      tryOne(random);
    }
    return ways;
  }

  private void tryOne(Random random) throws Exception {
    Shopper whose = any(shoppers, random);
    String caller = any(everyone, random);
    String path = any(whose.addresses(), random);
    Map<String, String> headers = headers(caller, random);
    HttpResponse<String> answer = send("GET", path, null, headers);

    boolean may = caller.equals(whose.bearer()) || caller.equals(SERVICE) || caller.equals(ADMIN);
    String told = path + " with " + headers + ": " + answer;
    statuses.merge(answer.statusCode(), 1, Integer::sum);
    assertThat(answer.statusCode()).as(told).isLessThan(500);
    if (may) {
      answer.headers().firstValue("ETag").ifPresent(tags::add);
      if (answer.headers().firstValue("Cache-Status").orElse("").contains("hit")) {
        hits.add(path);
      }
    } else {
      assertThat(answer.statusCode()).as(told).isIn(401, 403, 404);
    }
    for (Shopper other : shoppers) {
      if (!may || other != whose) {
        assertThat(answer.body()).as(told).doesNotContain(other.secret());
        assertThat(answer.headers().map().toString()).as(told).doesNotContain(other.id());
      }
    }
    if (answer.statusCode() < 400) {
      assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
          .as(told)
          .containsAnyOf("private", "no-store");
    }
  }

  private Map<String, String> headers(String caller, Random random) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!caller.isEmpty()) {
      headers.put("Authorization", caller);
    }
    put(headers, random.nextBoolean() ? "Session-Token" : "Cookie", any(sessions, random));
    put(headers, "If-None-Match", any(tags, random));
    put(headers, "Accept-Encoding", any(List.of("", "identity"), random));
    put(headers, "Accept", any(List.of("", "*/*", "application/json"), random));
    put(headers, "Prefer", any(List.of("", "", "handling=strict", "consistency=eventual"), random));
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.put(name, name.equals("Cookie") ? "SESSION=" + value : value);
    }
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
