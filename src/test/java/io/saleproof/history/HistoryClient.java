package io.saleproof.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Sends files of history, and reads what is answered. */
final class HistoryClient {

  static final String CSV = "text/csv";
  static final String NDJSON = "application/x-ndjson";

  private static final ObjectMapper JSON = new ObjectMapper();

  private HistoryClient() {}

  /** The lines of one answer. */
  record Answer(List<JsonNode> lines) {

    JsonNode summary() {
      assertThat(lines.getLast().get("type").asText()).isEqualTo("summary");
      return lines.getLast();
    }

    /** As {@code line code}. */
    List<String> refused() {
      return of("refused").stream()
          .map(line -> line.get("line").asLong() + " " + line.get("code").asText())
          .toList();
    }

    List<JsonNode> of(String type) {
      return lines.stream().filter(line -> line.get("type").asText().equals(type)).toList();
    }

    long count(String member) {
      return summary().get(member).asLong();
    }
  }

  static Answer importCsv(String lines) {
    return post(CSV, bytes(InvoiceFiles.HEADER + lines));
  }

  static Answer importNdjson(String lines) {
    return post(NDJSON, bytes(lines));
  }

  static Answer post(String type, byte[] body) {
    return answer(request().contentType(type).body(body).post("/v1/orders/import"));
  }

  static Answer postGzip(byte[] body) {
    return answer(
        request()
            .contentType(CSV)
            .header("Content-Encoding", "gzip")
            .body(body)
            .post("/v1/orders/import"));
  }

  static RequestSpecification request() {
    return given()
        .config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)));
  }

  static Answer answer(Response response) {
    response.then().statusCode(200).contentType(NDJSON);
    return read(response.asString());
  }

  static Answer read(String ndjson) {
    return new Answer(
        ndjson
            .lines()
            .map(
                line -> {
                  try {
                    return JSON.readTree(line);
                  } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                  }
                })
            .toList());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(text));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }
}
