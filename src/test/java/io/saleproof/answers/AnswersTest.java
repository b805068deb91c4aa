package io.saleproof.answers;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.saleproof.store.HeardReads;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What is kept, as clients see it: the lane and the resource say the same. */
@QuarkusTest
class AnswersTest {

  private static final int CALLERS = 500;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String category = "cat" + UUID.randomUUID().toString().substring(0, 8);

  @Inject Store store;
  @Inject HeardReads reads;

  @TestHTTPResource("/")
  URI base;

  private String product(String name) {
    return put(UUID.randomUUID().toString(), name, "If-None-Match", "*")
        .then()
        .extract()
        .path("sku");
  }

  private Response put(String sku, String name, String condition, String value) {
    Response answer =
        given()
            .header(condition, value)
            .contentType("application/json")
            .body(
                Map.of(
                    "name", name,
                    "description", "long ".repeat(400),
                    "categories", java.util.List.of(category),
                    "price", Map.of("amount", 100, "currency", "GBP")))
            .put("/v1/products/{sku}", sku);
    assertThat(answer.statusCode()).isIn(200, 201);
    return answer;
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void theSecondReaderIsServedWhatTheFirstOneHadRead() throws Exception {
    product("a");
    String list = "/v1/products?category=" + category;
    HttpResponse<byte[]> first = get(list);
    HttpResponse<byte[]> second = get(list);

    assertThat(header(first, "Cache-Status")).isEqualTo("saleproof; fwd=uri-miss; stored");
    assertThat(header(second, "Cache-Status")).matches("saleproof; hit; ttl=\\d");
    assertThat(header(second, "Age")).matches("\\d");
    assertThat(second.body()).isEqualTo(first.body());
    for (String name : java.util.List.of("ETag", "Vary", "Content-Type", "Cache-Control")) {
      assertThat(header(second, name)).as(name).isNotEmpty().isEqualTo(header(first, name));
    }
    assertThat(header(second, "Session-Token")).isNotEmpty();
    assertThat(header(second, "X-Request-Id")).isNotEmpty();
  }

  @Test
  void fiveHundredAtOnceWhoWantWhatNobodyHasCauseOneRead() {
    String sku = "cold-" + UUID.randomUUID();
    // As if another instance had made it: this one has heard nothing of it.
    store
        .exact(Schema.PRODUCTS)
        .insertOne(
            new Document("_id", sku)
                .append("name", "goods")
                .append("description", "")
                .append("price", new Document("amount", 100L).append("currency", "GBP"))
                .append("categories", java.util.List.of())
                .append("attributes", java.util.List.of())
                .append("variants", java.util.List.of())
                .append("media", java.util.List.of())
                .append("version", 1L)
                .append("createdAt", new Date())
                .append("updatedAt", new Date()));
    HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/products/" + sku)).build();

    java.util.List<HttpResponse<String>> answers =
        Stream.generate(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
            .limit(CALLERS)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
    assertThat(reads.of(Schema.PRODUCTS, sku)).isEqualTo(1);
    assertThat(answers)
        .filteredOn(answer -> header(answer, "Cache-Status").endsWith("fwd=uri-miss; stored"))
        .hasSize(1);
  }

  @Test
  void orderDefaultsAndSpellingMakeNoOtherEntry() throws Exception {
    product("a");
    get("/v1/products?category=" + category + "&sort=name&limit=20");
    String escaped = "%63" + category.substring(1);
    for (String same :
        java.util.List.of(
            "category=" + category,
            "limit=20&category=" + category,
            "count=false&category=" + escaped)) {
      assertThat(header(get("/v1/products?" + same), "Cache-Status"))
          .as(same)
          .startsWith("saleproof; hit");
    }
    assertThat(header(get("/v1/products?limit=19&category=" + category), "Cache-Status"))
        .startsWith("saleproof; fwd=");
  }

  @Test
  void bothFormsHaveATagOfTheirOwnAndEitherIsKnownAgain() throws Exception {
    String sku = product("a");
    String path = "/v1/products/" + sku;
    HttpResponse<byte[]> plain = get(path);
    HttpResponse<byte[]> gzip = get(path, "Accept-Encoding", "gzip");

    assertThat(header(plain, "ETag")).isEqualTo("\"1\"");
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(gzip, "ETag")).isEqualTo("\"1-gz\"");
    assertThat(header(gzip, "Vary")).isEqualToIgnoringCase("Accept-Encoding");
    try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      assertThat(content.readAllBytes()).isEqualTo(plain.body());
    }
    for (String tag : java.util.List.of("\"1\"", "\"1-gz\"", "W/\"1\"", "\"0\", \"1-gz\"", "*")) {
      HttpResponse<byte[]> known = get(path, "If-None-Match", tag);
      assertThat(known.statusCode()).as(tag).isEqualTo(304);
      assertThat(known.body()).isEmpty();
    }
    assertThat(get(path, "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
    assertThat(get(path, "If-None-Match", "1").statusCode()).isEqualTo(400);
    assertThat(header(get(path, "Accept-Encoding", "gzip;q=0"), "Content-Encoding")).isEmpty();
    put(sku, "b", "If-Match", "\"1-gz\"").then().statusCode(200).header("ETag", "\"2\"");
  }

  @Test
  void headSaysWhatGetWould() throws Exception {
    String path = "/v1/products/" + product("a");
    HttpResponse<byte[]> get = get(path);
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> head = http.send(request, HttpResponse.BodyHandlers.ofByteArray());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(get.body().length));
    assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
    assertThat(header(head, "Cache-Status")).startsWith("saleproof; hit");
  }

  @Test
  void aWriteIsSeenAtOnceByEverybodyWhoReadsTheProduct() throws Exception {
    String sku = product("a");
    get("/v1/products/" + sku);
    put(sku, "b", "If-Match", "\"1\"");

    given()
        .get("/v1/products/{sku}", sku)
        .then()
        .header("ETag", startsWith("\"2"))
        .body("name", equalTo("b"));
    given().header("If-Match", "\"2\"").delete("/v1/products/{sku}", sku).then().statusCode(204);
    given().get("/v1/products/{sku}", sku).then().statusCode(404);
    put(sku, "c", "If-None-Match", "*").then().header("ETag", "\"3\"");
    given().get("/v1/products/{sku}", sku).then().body("name", equalTo("c"));
  }

  @Test
  void theWritersTokenDemandsItsWriteInListsAndOthersWaitForTheirAge() throws Exception {
    String sku = product("a");
    String list = "/v1/products?category=" + category;
    get(list);
    String token = put(sku, "b", "If-Match", "\"1\"").header("Session-Token");

    assertThat(text(get(list))).contains("\"name\":\"a\"");
    HttpResponse<byte[]> own = get(list, "Session-Token", token);
    assertThat(text(own)).contains("\"name\":\"b\"");
    assertThat(header(own, "Cache-Status")).startsWith("saleproof; fwd=");
    // It was read for everybody.
    assertThat(text(get(list))).contains("\"name\":\"b\"");
  }

  @Test
  void whatIsMissingIsAskedForOnceAndSaysSo() throws Exception {
    String sku = UUID.randomUUID().toString();
    String path = "/v1/products/" + sku;
    HttpResponse<byte[]> first = get(path);
    HttpResponse<byte[]> second = get(path);

    assertThat(first.statusCode()).isEqualTo(404);
    assertThat(header(first, "Cache-Status")).isEqualTo("saleproof; fwd=uri-miss; stored");
    assertThat(header(second, "Cache-Status")).matches("saleproof; hit; ttl=\\d+");
    assertThat(reads.of(Schema.PRODUCTS, sku)).isEqualTo(1);
  }

  @Test
  void whatIsWantedOtherwiseIsNotForTheLane() throws Exception {
    String path = "/v1/products/" + product("a");
    get(path);
    for (String accepted :
        java.util.List.of("application/json-patch+json", "text/x-application/json")) {
      assertThat(get(path, "Accept", accepted).statusCode()).as(accepted).isEqualTo(406);
    }
    assertThat(get(path, "Accept", "text/html, application/json").statusCode()).isEqualTo(200);
  }

  @Test
  void whatTheLaneAnswersCountsAsAnyOther() throws Exception {
    String path = "/v1/products/" + product("a");
    double before = counted();
    get(path);
    get(path);
    assertThat(counted()).isEqualTo(before + 2);
  }

  private double counted() {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("method=\"GET\"") && line.contains("/v1/products/{sku}\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void whatIsWrongIsToldAsWithoutALane() throws Exception {
    product("a");
    get("/v1/products?category=" + category);
    given()
        .get("/v1/products?category=" + category + "&colour=red")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
    given()
        .header("Session-Token", "no-token")
        .get("/v1/products?category=" + category)
        .then()
        .statusCode(200)
        .header("Session-Warning", "malformed");
    given()
        .header("X-Request-Id", "mine-1")
        .get("/v1/products?category=" + category)
        .then()
        .header("X-Request-Id", matchesPattern("mine-1"));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
