package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sessions do around handlers that the test puts there, whoever is said to call. */
class SessionFrontTest {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SessionFront front = new SessionFront(vertx, KeyRing.made(), 42, registry);
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger closed = new AtomicInteger();

  @BeforeEach
  void route() {
    front.router().get("/conflict").handler(SessionFrontTest::conflict);
    front.router().get("/q/conflict").handler(SessionFrontTest::conflict);
    front.router().get("/advance/:time").handler(SessionFrontTest::advance);
    front
        .router()
        .get("/stored")
        .handler(context -> context.response().putHeader("Cache-Control", "no-store").end());
    front
        .router()
        .get("/shared")
        .handler(
            context -> context.response().putHeader("Cache-Control", "public, max-age=9").end());
    front
        .router()
        .get("/attached")
        .handler(
            context -> {
              session().attached(AutoCloseable.class, () -> closed::incrementAndGet);
              context.end("open: " + (closed.get() == 0));
            });
  }

  @AfterEach
  void close() {
    front.close();
    TestInstance.await(vertx.close());
  }

  private static void conflict(RoutingContext context) {
    String roles = context.request().getHeader("X-Roles");
    if (roles != null) {
      context.setUser(
          new QuarkusHttpUser(
              QuarkusSecurityIdentity.builder()
                  .setPrincipal(new QuarkusPrincipal("somebody"))
                  .addRoles(Set.of(roles.split(" ")))
                  .build()));
    }
    context.response().setStatusCode(409).end();
  }

  /** Tells what was demanded. */
  private static void advance(RoutingContext context) {
    RequestSession session = session();
    long time = Long.parseLong(context.pathParam("time"));
    session.advance(new SessionTimes(ClusterTime.NONE, time));
    context.end(session.demanded().map(it -> "" + it.operationTime()).orElse("nothing"));
  }

  private static RequestSession session() {
    return Objects.requireNonNull(RequestSession.current());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(front.uri().resolve(path)).timeout(BOUND).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private double counted(String name, String... tags) {
    return SessionMetersForTests.sum(registry, name, tags);
  }

  @ParameterizedTest
  @CsvSource({"service, service", "shopper, shopper", "admin, shopper", "service admin, shopper"})
  void noiseAndIgnoredTokensAreCountedByTheClassOfClient(String roles, String label)
      throws Exception {
    get("/conflict", "X-Roles", roles, "Session-Token", "another-program's");

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(counted("saleproof.http.answers", "class", label, "outcome", "noise"))
                    .isEqualTo(1));
    assertThat(counted("saleproof.consistency.refusals", "class", label, "cause", "other"))
        .isEqualTo(1);
    assertThat(counted("saleproof.consistency.tokens.ignored", "class", label)).isEqualTo(1);
    assertThat(counted("saleproof.http.answers")).isEqualTo(1);
  }

  @Test
  void whoIsNotKnownCountsAsAShopper() throws Exception {
    get("/conflict");

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(counted("saleproof.http.answers", "class", "shopper")).isEqualTo(1));
  }

  /** Probes come every second, and would make any share of errors look small. */
  @Test
  void probesAreLeftOutOfTheShareOfErrors() throws Exception {
    get("/q/conflict", "Session-Token", "another-program's");

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(counted("saleproof.consistency.tokens.ignored")).isEqualTo(1));
    assertThat(counted("saleproof.http.answers")).isZero();
  }

  @Test
  void whatAHandlerSaysOfCachesStays() throws Exception {
    assertThat(get("/stored").headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(get("/advance/1").headers().allValues("Cache-Control"))
        .containsExactly("private, no-cache");
  }

  @Test
  void whatSharedCachesMayKeepCarriesNoToken() throws Exception {
    HttpResponse<String> answer = get("/shared");

    assertThat(answer.headers().firstValue("Session-Token")).isEmpty();
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(get("/stored").headers().firstValue("Session-Token")).isPresent();
  }

  @Test
  void whatIsAttachedIsClosedWhenTheAnswerHasLeft() throws Exception {
    assertThat(get("/attached").body()).isEqualTo("open: true");

    Awaitility.await().untilAsserted(() -> assertThat(closed).hasValue(1));
  }

  @Test
  void soManyTokensOfARequestCountAndNoMore() throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int time = 1; time <= SessionTokens.MAX_OF_A_REQUEST + 1; time++) {
      tokens.add(get("/advance/" + time).headers().firstValue("Session-Token").orElseThrow());
    }

    assertThat(get("/advance/0", "Session-Token", String.join(", ", tokens)).body())
        .isEqualTo("" + SessionTokens.MAX_OF_A_REQUEST);
  }
}
