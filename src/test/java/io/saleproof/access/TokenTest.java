package io.saleproof.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.saleproof.KeysForTests;
import io.saleproof.TokenMode;
import io.saleproof.Tokens;
import io.saleproof.store.TestStore;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TokenMode.class)
@QuarkusTestResource(TestStore.class)
class TokenTest {

  private static final String OWN = "/v1/customers/token-shopper";
  private static final String OPEN_TO_ALL = "/v1/products";

  /** Beyond what clocks may differ by. */
  private static final long LONG_AGO_SECONDS = 300;

  @Test
  void believesBothAlgorithms() {
    get(OWN, Tokens.es256(Tokens.claims(Caller.SHOPPER, "token-shopper"))).statusCode(404);
    get(OWN, Tokens.eddsa(Tokens.claims(Caller.SHOPPER, "token-shopper"))).statusCode(404);
    get("/v1/stock?skus=A", Tokens.eddsa(Tokens.claims(Caller.ADMIN, "root"))).statusCode(200);
  }

  @Test
  void asksForTokenWhereOneIsNeeded() {
    refused(given().get(OWN).then());
  }

  @Test
  void tellsOfBadTokenAlsoWhereNoneIsNeeded() throws Exception {
    given().get(OPEN_TO_ALL).then().statusCode(200);
    for (Map.Entry<String, String> bad : badTokens().entrySet()) {
      for (String path : List.of(OWN, OPEN_TO_ALL, "/v1/nothing-here")) {
        ValidatableResponse answer = get(path, bad.getValue());
        assertThat(answer.extract().statusCode()).as(bad.getKey() + " at " + path).isEqualTo(401);
        refused(answer);
      }
    }
  }

  @Test
  void forgivesClocksThatDifferByAMinute() {
    Instant now = Clock.systemUTC().instant();
    get(OPEN_TO_ALL, endedBefore(now, 20)).statusCode(200);
    get(OPEN_TO_ALL, endedBefore(now, 90)).statusCode(401);
  }

  @Test
  void goesByTheSubjectWhateverOtherNamesTheTokenHas() {
    given()
        .auth()
        .oauth2(Tokens.of(Caller.ADMIN, "root"))
        .contentType("application/json")
        .header("If-None-Match", "*")
        .body("{\"name\": \"Victim\"}")
        .put("/v1/customers/victim")
        .then()
        .statusCode(201);
    String token =
        Tokens.es256(
            Tokens.claims(Caller.SHOPPER, "someone").upn("victim").preferredUserName("victim"));
    get("/v1/customers/victim", token).statusCode(404);
    get("/v1/customers/victim", Tokens.of(Caller.SHOPPER, "victim")).statusCode(200);
  }

  @Test
  void refusesShopperWhoseSubjectIsNoCustomer() {
    get("/v1/customers/c1", Tokens.of(Caller.SHOPPER, "$where")).statusCode(403);
    get("/v1/customers/c1", Tokens.es256(noSubject())).statusCode(403);
  }

  @Test
  void givesNothingToUnknownGroups() {
    get(OWN, Tokens.of("emperor", "token-shopper"))
        .statusCode(403)
        .body("code", equalTo("forbidden"));
    get(OWN, Tokens.of("Admin", "token-shopper")).statusCode(403);
  }

  private static io.smallrye.jwt.build.JwtClaimsBuilder noSubject() {
    return Jwt.claims().issuer("saleproof").upn("c1").groups(Caller.SHOPPER).expiresIn(60);
  }

  private static Map<String, String> badTokens() throws GeneralSecurityException {
    String good = Tokens.of(Caller.ADMIN, "root");
    String[] parts = good.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    Map<String, String> bad = new TreeMap<>();
    bad.put("garbage", "garbage");
    bad.put("dots", "..");
    bad.put("long", "a".repeat(8_000));
    bad.put("not base64", "!!.!!.!!");
    bad.put("no signature", parts[0] + "." + parts[1] + ".");
    bad.put("two parts", parts[0] + "." + parts[1]);
    bad.put(
        "other claims", parts[0] + "." + encoded(claims.replace("root", "boss")) + "." + parts[2]);
    bad.put("alg none", encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    bad.put("alg none signed", encoded("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
    bad.put("unknown alg", encoded("{\"alg\":\"X\"}") + "." + parts[1] + "." + parts[2]);
    bad.put("head is no object", encoded("[]") + "." + parts[1] + "." + parts[2]);
    bad.put(
        "zero signature",
        parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().encodeToString(new byte[64]));
    bad.put(
        "HS256 with a guessed secret",
        Tokens.claims(Caller.ADMIN, "root")
            .jws()
            .keyId("es")
            .algorithm(SignatureAlgorithm.HS256)
            .sign(new SecretKeySpec(new byte[32], "HmacSHA256")));
    bad.put(
        "RS256",
        Tokens.claims(Caller.ADMIN, "root")
            .jws()
            .keyId("es")
            .algorithm(SignatureAlgorithm.RS256)
            .sign(KeysForTests.pair("RSA").getPrivate()));
    bad.put(
        "another key",
        Tokens.claims(Caller.ADMIN, "root")
            .jws()
            .keyId("es")
            .algorithm(SignatureAlgorithm.ES256)
            .sign(KeysForTests.pair("EC").getPrivate()));
    bad.put("expired", endedBefore(Clock.systemUTC().instant(), LONG_AGO_SECONDS));
    bad.put("wrong issuer", Tokens.es256(Tokens.claims(Caller.ADMIN, "root").issuer("someone")));
    bad.put("no issuer", Tokens.es256(Jwt.claims(Map.of()).groups(Caller.ADMIN).expiresIn(60)));
    return bad;
  }

  private static String endedBefore(Instant now, long seconds) {
    Instant end = now.minusSeconds(seconds);
    return Tokens.es256(
        Tokens.claims(Caller.ADMIN, "root").issuedAt(end.minusSeconds(60)).expiresAt(end));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ValidatableResponse get(String path, String token) {
    return given().header("Authorization", "Bearer " + token).get(path).then();
  }

  private static void refused(ValidatableResponse answer) {
    answer
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("code", equalTo("unauthenticated"))
        .body("status", equalTo(401))
        .body("requestId", not(equalTo("")))
        .body("detail", containsString("token"));
  }
}
