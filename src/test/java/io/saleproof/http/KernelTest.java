package io.saleproof.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.saleproof.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request meets before and around a resource, tried on a probe. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class KernelTest {

  private static final int MEBIBYTE = 1 << 20;

  @TestHTTPResource URI base;

  @Test
  void answersUnknownPathWithProblem() {
    problem(given().get("/v1/nothing-here").then(), 404, "not-found");
    problem(given().accept("text/html").get("/v1/nothing-here").then(), 404, "not-found");
  }

  @Test
  void tellsAllowedMethods() {
    problem(given().delete("/probe").then(), 405, "method-not-allowed")
        .header("Allow", containsString("POST"));
  }

  @Test
  void tellsAllowedMethodsOfAddressWithParameters() {
    problem(given().post("/probe/items/7").then(), 405, "method-not-allowed")
        .header("Allow", equalTo("GET, HEAD, OPTIONS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/x", "/docs/none.js", "/q/none", "/q/health/none"})
  void answersBesideItsOwnPagesWithProblems(String path) {
    problem(given().get(path).then(), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/../probe/items/1",
        "/docs/../probe/items/1",
        "/docs#/../probe/items/1",
        "/q/%2e%2E/probe/items/1",
        "/probe/./items/1",
        "/q/..;x=1/probe/items/1",
        "/probe/items/.."
      })
  void refusesAddressesThatLeadElsewhereThanTheyBegin(String path) throws IOException {
    assertThat(new RawHttp(base).get(path))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.body()).contains("invalid-request");
              assertThat(answer.header("Session-Token")).isNotEmpty();
            });
  }

  /** A client whose variable was empty is told, and doesn't write without its guard. */
  @ParameterizedTest
  @ValueSource(strings = {"If-Match:", "If-Match: ", "If-None-Match:"})
  void refusesAPreconditionThatSaysNothing(String header) throws IOException {
    assertRefused(List.of("Content-Type: application/json", header, "Content-Length: 2"), header);
  }

  @Test
  void refusesTwoIdempotencyKeys() throws IOException {
    assertRefused(
        List.of(
            "Content-Type: application/json",
            "Idempotency-Key: one",
            "Idempotency-Key: two",
            "Content-Length: 2"),
        "Idempotency-Key:");
  }

  private void assertRefused(List<String> headers, String named) throws IOException {
    RawHttp.Answer answer =
        new RawHttp(base)
            .send("POST /probe HTTP/1.1", headers, "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(named.split(":")[0]);
  }

  @Test
  void refusesOtherMediaTypes() {
    problem(
        given().contentType("text/xml").body("<a/>").post("/probe").then(),
        415,
        "unsupported-media-type");
    problem(given().accept("image/png").get("/probe/items/1").then(), 406, "not-acceptable");
  }

  @Test
  void refusesCompressedBodies() {
    problem(
        given()
            .contentType("application/json")
            .header("Content-Encoding", "gzip")
            .body("{}")
            .post("/probe")
            .then(),
        415,
        "unsupported-media-type");
  }

  @Test
  void returnsSaneRequestIdAndReplacesOthers() {
    given()
        .header("X-Request-Id", "my-id.7")
        .get("/v1/nothing-here")
        .then()
        .header("X-Request-Id", "my-id.7")
        .body("requestId", equalTo("my-id.7"));
    given()
        .header("X-Request-Id", "<script>")
        .get("/probe/items/1")
        .then()
        .header("X-Request-Id", matchesRegex("[0-9a-f]{24}"));
    given().get("/probe/items/1").then().header("X-Request-Id", matchesRegex("[0-9a-f]{24}"));
  }

  @Test
  void refusesLargeBodyByItsLengthBeforeReadingIt() throws IOException {
    // No byte of the body is ever sent: an answer means that none was waited for.
    RawHttp.Answer answer =
        post("/probe", List.of("Content-Length: " + (MEBIBYTE + 1)), new byte[0]);
    problem(answer, 413, "body-too-large");
    assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
    problem(
        post("/v1/nothing-here", List.of("Content-Length: 99999999999999"), new byte[0]),
        413,
        "body-too-large");
  }

  @Test
  void refusesLargeChunkedBodyWhileItComes() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = " ".repeat(64 << 10).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 40; i++) {
      body.writeBytes("10000\r\n".getBytes(StandardCharsets.UTF_8));
      body.writeBytes(chunk);
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    // The last chunk is missing on purpose: the refusal must not wait for it.
    problem(
        post("/probe", List.of("Transfer-Encoding: chunked"), body.toByteArray()),
        413,
        "body-too-large");
  }

  @Test
  void asksForBodyOnlyWhenItWillReadIt() throws IOException {
    byte[] body = "{\"name\":\"a\",\"quantity\":1,\"parts\":[]}".getBytes(StandardCharsets.UTF_8);
    String expect = "Expect: 100-continue";
    RawHttp.Answer asked = post("/probe", List.of(expect, "Content-Length: " + body.length), body);
    assertThat(asked.status()).isEqualTo(100);
    assertThat(asked.body()).contains("200 OK");
    problem(
        post("/probe", List.of(expect, "Content-Length: " + 2 * MEBIBYTE), new byte[0]),
        413,
        "body-too-large");
  }

  @Test
  void takesBodyAsLargeAsAllowed() {
    String padding = " ".repeat(MEBIBYTE - 100);
    given()
        .contentType("application/json")
        .body(padding + "{\"name\":\"a\",\"quantity\":1,\"parts\":[]}")
        .post("/probe")
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1",
        "Content-Length: abc",
        "Content-Length: 1e3",
        "Content-Length: 99999999999999999999999999",
        "Content-Length: ",
        "Content-Length: 3, 4",
        "Content-Length: 3\r\nContent-Length: 4",
        "Transfer-Encoding: nonsense",
        "no colon here",
        "X-Nul: a\0b"
      })
  void refusesBadFraming(String header) throws IOException {
    // The server itself refuses these before there is a request to answer with a problem.
    assertThat(post("/probe", List.of(header), "{}\r\n".getBytes(StandardCharsets.UTF_8)).status())
        .isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked"
      })
  void cutsConnectionOffWhenChunksAreNone(String header) throws IOException {
    // Where the next request begins is not known any more: an answer is not owed, an end is.
    int status =
        post("/probe", List.of(header), "{}\r\n".getBytes(StandardCharsets.UTF_8)).status();
    assertThat(status == 0 || status >= 400 && status < 500).as("status %d", status).isTrue();
  }

  @Test
  void refusesLargeHeadersAndAddresses() throws IOException {
    problem(
        new RawHttp(base)
            .send(
                "GET /probe/items/1 HTTP/1.1",
                List.of("X-Large: " + "a".repeat(40_000)),
                new byte[0]),
        431,
        "headers-too-large");
    problem(new RawHttp(base).get("/probe/items/" + "a".repeat(20_000)), 414, "uri-too-long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[",
        "{\"name\":\"a\",\"quantity\":NaN,\"parts\":[]}",
        "{\"name\":\"a\",\"quantity\":Infinity,\"parts\":[]}",
        "{\"name\":\"a\",\"name\":\"b\",\"quantity\":1,\"parts\":[]}",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[]} trailing",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[]}{}",
        "{'name':'a'}",
        "{\"name\":\"a\",\"quantity\":01,\"parts\":[]}",
        "{\"name\":\"a\u0001\",\"quantity\":1,\"parts\":[]}",
        "\uFEFF\uFEFF{}"
      })
  void refusesBrokenJson(String body) {
    problem(postJson("/probe", body), 400, null)
        .body("code", matchesRegex("malformed-json|invalid-request"))
        .body("detail", not(containsString("jackson")))
        .body("detail", not(containsString("io.saleproof")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[],\"price\":3}^/price",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[{\"sku\":\"x\",\"amount\":1,\"p/q\":3}]}^/parts/0/p~1q",
        "{\"name\":3,\"quantity\":1,\"parts\":[]}^/name",
        "{\"name\":\"a\",\"quantity\":\"1\",\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":1.5,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":true,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":null,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":2147483648,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":-1,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":0,\"parts\":[]}^/quantity",
        "{\"name\":\"a\",\"quantity\":1e999,\"parts\":[]}^/quantity",
        "{\"name\":\"\\ud800\",\"quantity\":1,\"parts\":[]}^/name",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":{}}^/parts",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[null]}^/parts/0",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[{\"sku\":\"x\",\"amount\":9223372036854775808}]}^/parts/0/amount",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[{\"sku\":\"\",\"amount\":1}]}^/parts/0/sku",
        "{\"name\":\"\",\"quantity\":1,\"parts\":[]}^/name",
        "{\"quantity\":1,\"parts\":[]}^/name",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[],\"__proto__\":{}}^/__proto__",
        "{\"name\":\"a\",\"quantity\":1,\"parts\":[],\"$where\":\"1\"}^/$where"
      })
  void namesWrongFieldByItsPointer(String body, String pointer) {
    problem(postJson("/probe", body), 400, "invalid-request")
        .body("errors.pointer", hasItem(pointer));
  }

  @Test
  void refusesBodyOfAnotherShape() {
    for (String body : List.of("[]", "3", "\"a\"", "true", "null")) {
      problem(postJson("/probe", body), 400, "invalid-request");
    }
  }

  @Test
  void boundsDepthAndNumbers() throws IOException {
    for (String body :
        List.of(
            "[".repeat(20_000),
            "{\"a\":".repeat(200) + "1" + "}".repeat(200),
            "[" + "9".repeat(5_000) + "]",
            "{\"" + "n".repeat(100_000) + "\":1}")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      problem(
          post("/probe/tree", List.of("Content-Length: " + bytes.length), bytes),
          400,
          "malformed-json");
    }
  }

  @Test
  void refusesInvalidUtf8() throws IOException {
    byte[] body = "{\"name\":\"?\",\"quantity\":1,\"parts\":[]}".getBytes(StandardCharsets.UTF_8);
    for (byte wrong : new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0xed, (byte) 0x80}) {
      body[9] = wrong;
      problem(
          post("/probe", List.of("Content-Length: " + body.length), body), 400, "malformed-json");
    }
  }

  @Test
  void tellsOfCutOffBody() throws IOException {
    // The client closes its half of the connection with bytes still owing; whoever still listens
    // is told, and nothing is counted as a fault of ours.
    RawHttp.Answer answer =
        new RawHttp(base)
            .halfClosing(
                "POST /probe HTTP/1.1",
                List.of("Content-Type: application/json", "Content-Length: 100"),
                "{\"name\"".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/probe/items/%00",
        "/probe/items/%2e%2e",
        "/probe/items/%2e%2e%2f%2e%2e%2fq%2fhealth",
        "/probe/items/..%5c..",
        "/probe/items/../../x",
        "/probe/items/%zz",
        "/probe/items/%",
        "/probe/items/%c0%af",
        "/probe/items/%ff",
        "/probe/items/$where",
        "/probe/items/%24where",
        "/probe/items/a.b",
        "/probe/items/__proto__",
        "/probe/items/;a=b",
        "/probe/items/a;b=c",
        "/probe/items/%0d%0aX-Evil:%20yes",
        "/probe/items/",
        "/probe/items//",
        "//probe//items//1",
        "/probe/items/{id}",
        "/probe/items/<script>",
        "/probe/items/a|b",
        "/probe/items/\u00e9",
        "/probe/items/1?q=%zz",
        "/probe/items/1?q=%ff",
        "/probe/items/1?q=%00",
        "/probe/items/1?q=123456",
        "/probe/items/1?%zz=1",
        "/probe/items/1?=",
        "/probe/items/1?&&&",
        "/%",
        "/%zz",
        "/%00",
        "/v1/products/%zz",
        "/v1/products/$where",
        "/openapi/%zz",
        "/docs/%zz",
        "/docs/..%2f..%2fapplication.properties",
        "/q/%zz",
        "*",
        "probe/items/1",
        "http://elsewhere.example/probe/items/1"
      })
  void survivesStrangeAddresses(String rawPath) throws IOException {
    RawHttp.Answer answer = new RawHttp(base).get(rawPath);
    assertThat(answer.status()).as(rawPath + " → " + answer).isBetween(200, 499);
    assertThat(answer.header("X-Evil")).isEmpty();
    if (answer.status() >= 400) {
      problem(answer, answer.status(), null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  HTTP/1.1",
        "GET /probe/items/1",
        "GET /probe/items/1 NONSENSE",
        "NONSENSE /probe/items/1 HTTP/1.1",
        "TRACE /probe/items/1 HTTP/1.1",
        "CONNECT /probe/items/1 HTTP/1.1",
        "G\u0000T /probe/items/1 HTTP/1.1",
        "GET /a b HTTP/1.1"
      })
  void refusesStrangeRequestLines(String line) throws IOException {
    assertThat(new RawHttp(base).send(line, List.of(), new byte[0]).status()).isBetween(400, 501);
  }

  @Test
  void tellsNothingOfItsOwnFaults() {
    problem(given().get("/probe/bug").then(), 500, "internal-error")
        .body(not(containsString("secret")))
        .body(not(containsString("IllegalState")));
    problem(given().get("/probe/broken-promise").then(), 500, "internal-error")
        .body(not(containsString("name")));
    problem(given().get("/probe/jax-rs-not-found").then(), 404, "not-found")
        .body(not(containsString("secret")));
  }

  @Test
  void namesWrongParameter() {
    problem(given().get("/probe/items/1?q=123456").then(), 400, "invalid-request")
        .body("errors.parameter", hasItem("q"));
  }

  private RawHttp.Answer post(String path, List<String> headers, byte[] body) throws IOException {
    List<String> all = new java.util.ArrayList<>(List.of("Content-Type: application/json"));
    all.addAll(headers);
    return new RawHttp(base).send("POST " + path + " HTTP/1.1", all, body);
  }

  private static ValidatableResponse postJson(String path, String body) {
    return given().contentType("application/json").body(body).post(path).then();
  }

  private static ValidatableResponse problem(
      ValidatableResponse answer, int status, @Nullable String code) {
    answer
        .statusCode(status)
        .contentType(Problem.MEDIA_TYPE)
        .header("X-Request-Id", not(equalTo("")));
    assertMembers(answer.extract().asString(), status, code);
    return answer;
  }

  private static void problem(RawHttp.Answer answer, int status, @Nullable String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith(Problem.MEDIA_TYPE);
    assertMembers(answer.body(), status, code);
  }

  private static void assertMembers(String body, int status, @Nullable String code) {
    try {
      JsonNode json = new ObjectMapper().readTree(body);
      assertThat(json.properties())
          .extracting(java.util.Map.Entry::getKey)
          .contains(
              "type", "title", "status", "detail", "instance", "code", "requestId", "retryable");
      assertThat(json.path("status").asInt()).isEqualTo(status);
      assertThat(json.path("detail").asText()).isNotBlank();
      if (code != null) {
        assertThat(json.path("code").asText()).isEqualTo(code);
      }
    } catch (IOException notJson) {
      throw new AssertionError("not JSON: " + body, notJson);
    }
  }
}
