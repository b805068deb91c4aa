package io.saleproof.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.saleproof.http.RawHttp;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens over HTTP, at the whole shop. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class SessionFilterTest {

  private static final int MUTATIONS = 3_000;
  private static final int LONG_ENOUGH = 140;

  @TestHTTPResource URI base;
  @Inject SessionTokens tokens;
  @Inject MeterRegistry registry;

  @BeforeEach
  void nothingDemandedYet() {
    SessionProbe.DEMANDED.clear();
  }

  private static String token(Response answer) {
    String token = answer.header(SessionHeaders.TOKEN);
    assertThat(token).hasSizeGreaterThan(LONG_ENOUGH);
    assertThat(setCookies(answer))
        .contains("SESSION=" + token + "; Path=/; HttpOnly; SameSite=Lax");
    return token;
  }

  private static List<String> setCookies(Response answer) {
    return answer.headers().getValues("Set-Cookie");
  }

  private static Response advanced(String time) {
    return given().get("/session-probe/virtual?advance=" + time);
  }

  private double counted(String name, String... tags) {
    return SessionMetersForTests.sum(registry, name, tags);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/products, 200",
    "/v1/products/none, 404",
    "/v1/nothing-here, 404",
    "/v1/products?limit=wrong, 400",
    "/probe/bug, 500",
    "/session-probe/status/304, 304",
    "/session-probe/status/302, 302",
    "/session-probe/status/503, 503",
    "/q/health/live, 200",
    "/q/none, 404",
    "/openapi, 200",
    "/docs, 302",
    "/, 200"
  })
  void everyAnswerCarriesAToken(String path, int status) {
    Response answer = given().redirects().follow(false).get(path);
    if (path.equals("/docs")) {
      assertThat(answer.header(SessionHeaders.TOKEN)).isNull();
      return;
    }
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(tokens.open(List.of(token(answer))).faults()).isEmpty();
    assertThat(answer.header("Cache-Control")).isIn("private, no-cache", "no-store");
  }

  @Test
  void refusalsOfTheDoorCarryATokenToo() throws IOException {
    RawHttp raw = new RawHttp(base);
    assertThat(
            raw.send(
                "GET /v1/products HTTP/1.1",
                List.of("X-Large: " + "a".repeat(40_000)),
                new byte[0]))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(431);
              assertThat(answer.header(SessionHeaders.TOKEN)).hasSizeGreaterThan(LONG_ENOUGH);
            });
    assertThat(token(given().delete("/v1/products"))).isNotNull();
    assertThat(given().delete("/v1/products").statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Session-Token: ", "Session-Token: , ,", "Cookie: SESSION="})
  void whoHasNoTokenYetMaySayWithAnEmptyOne(String header) throws IOException {
    assertThat(answerTo(header).header(SessionHeaders.WARNING)).isEmpty();
  }

  @Test
  void emptyElementsOfAListTakeNoTokensPlace() throws IOException {
    String token = token(advanced("500"));
    assertThat(answerTo("Session-Token: " + ",".repeat(40) + token))
        .satisfies(
            answer -> {
              assertThat(answer.body()).isEqualTo("500");
              assertThat(answer.header(SessionHeaders.WARNING)).isEmpty();
            });
  }

  private RawHttp.Answer answerTo(String header) throws IOException {
    return new RawHttp(base)
        .send("GET /session-probe/virtual HTTP/1.1", List.of(header), new byte[0]);
  }

  @Test
  void headAnswersCarryAToken() {
    assertThat(given().head("/v1/products").header(SessionHeaders.TOKEN)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "blocking", "loop"})
  void handlersOnEveryKindOfThreadHaveTheSession(String kind) {
    String token = token(given().get("/session-probe/" + kind + "?advance=4711"));
    Response next =
        given().header(SessionHeaders.TOKEN, token).get("/session-probe/" + kind + "?advance=5");
    assertThat(next.asString()).isEqualTo("4711");
    assertThat(given().cookie("SESSION", token(next)).get("/session-probe/" + kind).asString())
        .isEqualTo("4711");
  }

  @Test
  void whoBringsNoTokenDemandsNothing() {
    assertThat(given().get("/session-probe/virtual").asString()).isEqualTo("nothing");
  }

  @Test
  void theNewerOfCookieAndHeaderWins() {
    String older = token(advanced("100"));
    String newer = token(advanced("200"));
    for (List<String> both : List.of(List.of(older, newer), List.of(newer, older))) {
      assertThat(
              given()
                  .cookie("SESSION", both.get(0))
                  .header(SessionHeaders.TOKEN, both.get(1))
                  .get("/session-probe/virtual")
                  .asString())
          .isEqualTo("200");
    }
    Response oneIsWrong =
        given()
            .cookie("SESSION", newer)
            .header(SessionHeaders.TOKEN, "another-program's")
            .get("/session-probe/virtual");
    assertThat(oneIsWrong.asString()).isEqualTo("200");
    assertThat(oneIsWrong.header(SessionHeaders.WARNING)).isEqualTo("malformed");
  }

  @Test
  void tokenComesThroughAnswersOfEveryKind() {
    String token = token(advanced("300"));
    for (String path :
        List.of("/v1/nothing-here", "/session-probe/status/304", "/probe/bug", "/q/health/live")) {
      token = token(given().header(SessionHeaders.TOKEN, token).get(path));
    }
    assertThat(given().header(SessionHeaders.TOKEN, token).get("/session-probe/virtual").asString())
        .isEqualTo("300");
  }

  @Test
  void otherCookiesOfAnAnswerStay() {
    Response answer = given().get("/session-probe/status/200");
    token(answer);
    assertThat(setCookies(answer)).hasSize(2).anyMatch(cookie -> cookie.startsWith("OTHER=x"));
  }

  @Test
  void cookieIsSecureBehindTls() {
    Response answer =
        given().header("X-Forwarded-Proto", "https, http").get("/session-probe/virtual");
    assertThat(setCookies(answer).getFirst()).contains("; Secure");
  }

  @Test
  void appliedPreferencesAreTold() {
    assertThat(given().get("/session-probe/status/200").header("Preference-Applied"))
        .isEqualTo("wait=1");
  }

  @Test
  void tokenThatTheDatabaseRefusesIsDropped() {
    double before =
        counted("saleproof.consistency.tokens.ignored", "code", "refused", "class", "shopper");
    Response answer =
        given().header(SessionHeaders.TOKEN, token(advanced("400"))).get("/session-probe/refused");
    assertThat(answer.header(SessionHeaders.WARNING)).isEqualTo("refused");
    assertThat(
            given()
                .header(SessionHeaders.TOKEN, token(answer))
                .get("/session-probe/virtual")
                .asString())
        .isEqualTo("nothing");
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        counted(
                            "saleproof.consistency.tokens.ignored",
                            "code",
                            "refused",
                            "class",
                            "shopper"))
                    .isEqualTo(before + 1));
  }

  @Test
  void noMutatedTokenReachesAHandler() throws IOException {
    Random random = new Random(20_261_122);
    Mutations mutations = new Mutations(random, tokens.clock().instant());
    SessionProbe.DEMANDED.clear();
    String token = token(advanced(Long.toString(tokens.clock().instant().getEpochSecond() << 32)));
    for (int i = 0; i < MUTATIONS; i++) {
      String mutated = headerSafe(mutations.of(token));
      boolean cookie = random.nextBoolean();
      Response answer =
          given()
              .header(
                  new Header(
                      cookie ? "Cookie" : SessionHeaders.TOKEN,
                      cookie ? "SESSION=" + mutated : mutated))
              .get("/session-probe/loop");
      assertThat(answer.statusCode()).as(mutated).isEqualTo(200);
      assertThat(answer.asString()).as(mutated).isEqualTo("nothing");
      assertThat(tokens.open(List.of(answer.header(SessionHeaders.TOKEN))).faults()).isEmpty();
      if (!cookie) {
        assertThat(answer.header(SessionHeaders.WARNING)).as(mutated).isNotNull();
      }
    }
    assertThat(SessionProbe.DEMANDED).isEmpty();
  }

  /** A header can't hold everything that a text can, and never ends in blanks. */
  private static String headerSafe(String text) {
    return text.replaceAll("[^!-~]", "!") + (text.isEmpty() ? "!" : "");
  }

  @Test
  void noiseIsCountedApartFromErrors() {
    double noise = answers("noise");
    double errors = answers("error");
    double refused = answers("refused");
    double[] before = causes();
    given().post("/session-probe/problem/STALE_VERSION");
    given().post("/session-probe/problem/OUT_OF_STOCK");
    given().post("/session-probe/problem/NOT_YET_CONSISTENT");
    given().get("/session-probe/status/409");
    given().post("/session-probe/problem/NO_PRIMARY");
    given().post("/session-probe/problem/UNKNOWN_SKU");
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(answers("noise")).isEqualTo(noise + 4);
              assertThat(answers("error")).isEqualTo(errors + 1);
              assertThat(answers("refused")).isEqualTo(refused + 1);
            });
    double[] after = causes();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isEqualTo(before[i] + 1);
    }
    assertThat(refusals("no-primary", "503")).isZero();
  }

  private double[] causes() {
    return new double[] {
      refusals("stale-version", "412"),
      refusals("out-of-stock", "409"),
      refusals("not-yet-consistent", "503"),
      refusals("other", "409")
    };
  }

  private double answers(String outcome) {
    return counted("saleproof.http.answers", "outcome", outcome, "class", "shopper");
  }

  private double refusals(String cause, String status) {
    return counted(
        "saleproof.consistency.refusals", "cause", cause, "status", status, "class", "shopper");
  }
}
