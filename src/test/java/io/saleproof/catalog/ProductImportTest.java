package io.saleproof.catalog;

import static io.restassured.RestAssured.given;
import static io.saleproof.catalog.CatalogClient.fresh;
import static io.saleproof.catalog.CatalogClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ProductImportTest {

  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";

  @TestHTTPResource URI base;

  private final String prefix = fresh("I");

  @Test
  void importsCsvAndChangesNothingTheSecondTime() throws IOException {
    String file =
        """
        sku,name,price,currency,description,categories,attributes,media
        %1$s1,"Mug, ""big""\",250,GBP,Holds tea,Kitchen|Gifts,colour=red|size=L,p/1.jpg|p/1.mp4
        %1$s2,Cup,99,EUR,,,,
        """
            .formatted(prefix);

    assertThat(summary(post(CSV, null, bytes(file)))).isEqualTo(counts(2, 0, 0, 0));
    get(prefix + "1")
        .body("name", equalTo("Mug, \"big\""))
        .body("categories", equalTo(List.of("Kitchen", "Gifts")))
        .body("attributes", equalTo(Map.of("colour", "red", "size", "L")))
        .body("media.kind", equalTo(List.of("image", "video")))
        .body("price", equalTo(Map.of("amount", 250, "currency", "GBP")));
    assertThat(summary(post(CSV, null, bytes(file)))).isEqualTo(counts(0, 0, 2, 0));
    get(prefix + "1").header("ETag", "\"1\"");
    assertThat(summary(post(CSV, null, bytes(file.replace("Cup", "Jug")))))
        .isEqualTo(counts(0, 1, 1, 0));
    get(prefix + "2").header("ETag", "\"2\"").body("name", equalTo("Jug"));
  }

  @Test
  void namesEachRefusedLineAndTakesTheRest() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(bytes(line(1) + "\n"));
    file.writeBytes(bytes("{\"sku\": \"" + prefix + "2\"\n"));
    file.writeBytes(bytes("\n"));
    file.writeBytes(bytes(line(4).replace("\"amount\":1", "\"amount\":-1") + "\n"));
    file.writeBytes(bytes("{\"name\":\"x\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}\n"));
    file.writeBytes(bytes(line(6).replace("Name", "N\u00e4me")).clone());
    file.writeBytes(new byte[] {(byte) 0xC3, '\n'});
    file.writeBytes(bytes("x".repeat((1 << 20) + 1) + "\n"));
    file.writeBytes(bytes(line(8).replace("}}", "},\"colour\":1}") + "\n"));
    file.writeBytes(bytes(line(9)));

    List<JsonNode> answer = post(NDJSON, null, file.toByteArray());

    assertThat(answer)
        .filteredOn(line -> line.get("type").asText().equals("refused"))
        .extracting(line -> line.get("line").asInt() + " " + line.get("code").asText())
        .containsExactly(
            "2 malformed-json",
            "4 invalid-request",
            "5 invalid-request",
            "6 invalid-utf8",
            "7 line-too-long",
            "8 invalid-request");
    assertThat(summary(answer)).isEqualTo(counts(2, 0, 0, 6));
    get(prefix + "1").statusCode(200);
    get(prefix + "9").statusCode(200);
    get(prefix + "4").statusCode(404);
  }

  @Test
  void ofOneSkuTwiceTheLaterLineCounts() throws IOException {
    String file = line(1) + "\n" + line(2) + "\n" + line(1).replace("Name", "Later") + "\n";

    assertThat(summary(post(NDJSON, null, bytes(file)))).isEqualTo(counts(2, 1, 0, 0));
    get(prefix + "1").body("name", equalTo("Later 1"));
  }

  @Test
  void readsGzipAndTellsProgress() throws IOException {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 2_200; i++) {
      file.append(line(i)).append('\n');
    }

    List<JsonNode> answer = post(NDJSON, "gzip", gzip(file.toString()));

    assertThat(answer)
        .filteredOn(line -> line.get("type").asText().equals("progress"))
        .extracting(line -> line.get("lines").asInt())
        .containsExactly(1_000, 2_000);
    assertThat(summary(answer)).isEqualTo(counts(2_200, 0, 0, 0));
  }

  @Test
  void tellsOfACutOffAndKeepsWhatCame() throws IOException {
    StringBuilder file = new StringBuilder();
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 3_000; i++) {
      file.append(line(i).replace("Name", "Name " + random.nextLong())).append('\n');
    }
    byte[] whole = gzip(file.toString());

    List<JsonNode> answer = post(NDJSON, "gzip", Arrays.copyOf(whole, whole.length / 2));

    JsonNode error = answer.get(answer.size() - 2);
    assertThat(error.get("type").asText()).isEqualTo("error");
    assertThat(error.get("code").asText()).isEqualTo("upload-cut-off");
    assertThat((Integer) summary(answer).get("created")).isBetween(500, 2_999);
    get(prefix + "0").statusCode(200);
  }

  @Test
  void refusesWhatIsNoImportBeforeItAnswers() throws IOException {
    refused("application/json", null, bytes("{}"), 415, "unsupported-media-type");
    refused(CSV, "br", bytes("sku"), 415, "unsupported-media-type");
    refused(CSV, "gzip", bytes("sku,name,price,currency\n"), 400, "invalid-request");
    refused(CSV, null, bytes("sku,name,price\n"), 400, "invalid-request");
    refused(CSV, null, bytes("sku,name,price,currency,colour\n"), 400, "invalid-request");
    refused(CSV, null, bytes(""), 400, "invalid-request");
  }

  @Test
  void answersWhileTheUploadGoesOn() throws IOException {
    try (java.net.Socket socket = new java.net.Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(20_000);
      java.io.OutputStream out = socket.getOutputStream();
      out.write(
          bytes(
              "POST /v1/products/import HTTP/1.1\r\nHost: a\r\nContent-Type: "
                  + NDJSON
                  + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
      chunk(out, "bad\n".repeat(1_000));
      out.flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(linesUntil(in, "\"progress\""))
          .anyMatch(line -> line.contains("200 OK"))
          .filteredOn(line -> line.contains("\"refused\""))
          .hasSize(1_000);
      chunk(out, line(1) + "\n");
      out.write(bytes("0\r\n\r\n"));
      out.flush();
      assertThat(linesUntil(in, "\"summary\"").getLast()).contains("\"created\":1");
    }
  }

  private static void chunk(java.io.OutputStream out, String text) throws IOException {
    byte[] chunk = bytes(text);
    out.write(bytes(Integer.toHexString(chunk.length) + "\r\n"));
    out.write(chunk);
    out.write(bytes("\r\n"));
  }

  private static List<String> linesUntil(BufferedReader in, String end) throws IOException {
    List<String> lines = new ArrayList<>();
    String line;
    while ((line = in.readLine()) != null) {
      lines.add(line);
      if (line.contains(end)) {
        return lines;
      }
    }
    throw new AssertionError("ended before " + end);
  }

  private String line(int number) {
    return "{\"sku\":\"%s%d\",\"name\":\"Name %d\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}"
        .formatted(prefix, number, number);
  }

  private static void refused(
      String type, @Nullable String encoding, byte[] body, int status, String code) {
    request(type, encoding, body)
        .post("/v1/products/import")
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
  }

  private static List<JsonNode> post(String type, @Nullable String encoding, byte[] body)
      throws IOException {
    String answer =
        request(type, encoding, body)
            .post("/v1/products/import")
            .then()
            .statusCode(200)
            .contentType(NDJSON)
            .extract()
            .asString();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : answer.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static io.restassured.specification.RequestSpecification request(
      String type, @Nullable String encoding, byte[] body) {
    io.restassured.specification.RequestSpecification request =
        given()
            .config(
                io.restassured.RestAssured.config()
                    .encoderConfig(
                        io.restassured.config.EncoderConfig.encoderConfig()
                            .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                            .encodeContentTypeAs(NDJSON, io.restassured.http.ContentType.BINARY)
                            .encodeContentTypeAs(CSV, io.restassured.http.ContentType.BINARY)))
            .contentType(type)
            .body(body);
    return encoding == null ? request : request.header("Content-Encoding", encoding);
  }

  private static Map<String, Object> counts(int created, int updated, int unchanged, int refused) {
    return Map.of(
        "created", created, "updated", updated, "unchanged", unchanged, "refused", refused);
  }

  private static JsonNode summaryNode(List<JsonNode> answer) {
    JsonNode last = answer.getLast();
    assertThat(last.get("type").asText()).isEqualTo("summary");
    return last;
  }

  private static Map<String, Object> summary(List<JsonNode> answer) {
    Map<String, Object> summary = new java.util.HashMap<>();
    summaryNode(answer)
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals("type")) {
                summary.put(member.getKey(), member.getValue().asInt());
              }
            });
    return summary;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes(text));
    }
    return packed.toByteArray();
  }
}
