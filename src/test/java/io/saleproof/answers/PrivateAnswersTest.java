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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
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
  private static final long SEED = 20_261_122;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Random random = new Random(SEED);
  private final List<Shopper> shoppers = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>(List.of(""));
  private final List<String> tags = new ArrayList<>(List.of("", "*", "\"1\"", "\"1-gz\"", "\"0\""));

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
    if (sessions.size() < 200) {
      sessions.add(session);
    } else {
      sessions.set(1 + random.nextInt(199), session);
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
    List<String> everyone = new ArrayList<>(List.of(""));
    shoppers.forEach(shopper -> everyone.add(shopper.bearer()));
    String service = "Bearer " + Tokens.of(Caller.SERVICE, "partner");
    String admin = "Bearer " + Tokens.of(Caller.ADMIN, "root");
    everyone.add(service);
    everyone.add(admin);
    Set<String> hits = new HashSet<>();
    Map<Integer, Integer> statuses = new LinkedHashMap<>();

    for (int way = 0; way < WAYS; way++) {
      Shopper whose = any(shoppers);
      String caller = any(everyone);
      String path = any(whose.addresses());
      Map<String, String> headers = headers(caller);
      HttpResponse<String> answer = send("GET", path, null, headers);

      boolean may = caller.equals(whose.bearer()) || caller.equals(service) || caller.equals(admin);
      String told = "way " + way + ": " + path + " with " + headers + ": " + answer;
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
    // It was tried on what is cached, and on what is not known to the client.
    assertThat(hits).hasSizeGreaterThanOrEqualTo(SHOPPERS);
    assertThat(statuses.keySet()).contains(200, 304, 401, 404);
  }

  private Map<String, String> headers(String caller) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!caller.isEmpty()) {
      headers.put("Authorization", caller);
    }
    put(headers, random.nextBoolean() ? "Session-Token" : "Cookie", any(sessions));
    put(headers, "If-None-Match", any(tags));
    put(headers, "Accept-Encoding", any(List.of("", "identity")));
    put(headers, "Accept", any(List.of("", "*/*", "application/json")));
    put(headers, "Prefer", any(List.of("", "", "handling=strict", "consistency=eventual")));
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.put(name, name.equals("Cookie") ? "SESSION=" + value : value);
    }
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
