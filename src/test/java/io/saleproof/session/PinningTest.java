package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The older protocol, step by step, as its clients speak it. */
class PinningTest {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = new TestDatabase();
  private final String keys = KeyRing.made();
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestInstance first = new TestInstance(vertx, database, keys, true);
  private final TestInstance second = new TestInstance(vertx, database, keys, true);

  @AfterEach
  void close() {
    TestInstance.await(vertx.close());
  }

  private HttpResponse<String> send(TestInstance to, String method, String cookie)
      throws IOException, InterruptedException {
    URI items = to.uri().resolve("/v1/items");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(items)
            .timeout(BOUND)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The cookie of a refusal, as the client sends it back. */
  private static String assertRefused(HttpResponse<String> answer, TestInstance by) {
    assertThat(answer.statusCode()).isEqualTo(412);
    assertThat(answer.body()).isEmpty();
    String cookie =
        answer.headers().allValues("Set-Cookie").stream()
            .filter(set -> set.startsWith("SERVER_ID="))
            .findFirst()
            .orElseThrow();
    assertThat(cookie)
        .isEqualTo("SERVER_ID=" + by.name.self() + "; Path=/; HttpOnly; SameSite=Lax");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static double refusals(TestInstance by, String cause) {
    return by.registry
        .get("saleproof.consistency.refusals")
        .tags("cause", cause, "status", "412", "class", "shopper")
        .counter()
        .count();
  }

  @Test
  void clientGoesThroughTheWholeProtocolThoughItsInstanceDies() throws Exception {
    String toFirst = assertRefused(send(first, "POST", ""), first);
    assertThat(database.readFor(Long.MAX_VALUE)).as("nothing was written").isZero();

    assertThat(send(first, "POST", toFirst).body()).isEqualTo("added");
    assertThat(send(first, "POST", toFirst).body()).as("the cookie stays good").isEqualTo("added");

    first.close();
    String toSecond = assertRefused(send(second, "POST", toFirst), second);
    assertThat(database.readFor(Long.MAX_VALUE)).isEqualTo(2);

    assertThat(send(second, "POST", toSecond).body()).isEqualTo("added");
    assertThat(database.readFor(Long.MAX_VALUE)).isEqualTo(3);
    assertThat(refusals(first, "pinned-to-none")).isEqualTo(1);
    assertThat(refusals(second, "pinned-to-gone")).isEqualTo(1);
  }

  @Test
  void writePinnedToAnotherLivingInstanceIsRefusedAlike() throws Exception {
    String toFirst = assertRefused(send(first, "POST", ""), first);
    String toSecond = assertRefused(send(second, "POST", toFirst), second);
    assertThat(send(second, "POST", toSecond).body()).isEqualTo("added");
    assertThat(refusals(second, "pinned-elsewhere")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVER_ID=", "SERVER_ID", "SERVER_ID=\"", "OTHER=1; SERVER_ID=..%00"})
  void strangeCookieIsNone(String cookie) throws Exception {
    assertRefused(send(first, "POST", cookie), first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void everyWriteIsPinned(String method) throws Exception {
    String cookie = assertRefused(send(first, method, ""), first);
    assertThat(send(first, method, cookie).statusCode()).isEqualTo(405);
  }

  @Test
  void readsNeedNoPin() throws Exception {
    assertThat(send(first, "GET", "").statusCode()).isEqualTo(200);
  }

  @Test
  void refusalCarriesATokenToo() throws Exception {
    assertThat(send(first, "POST", "").headers().firstValue("Session-Token")).isPresent();
  }

  @Test
  void offUnlessTheSettingSaysSo() throws Exception {
    try (TestInstance plain = new TestInstance(vertx, database, keys, false)) {
      assertThat(send(plain, "POST", "").statusCode()).isEqualTo(200);
    }
  }
}
