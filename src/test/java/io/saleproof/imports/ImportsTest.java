package io.saleproof.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoSocketException;
import com.mongodb.ServerAddress;
import io.saleproof.http.HttpLimits;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImportsTest {

  private static final Columns NO_COLUMNS = Columns.of(Set.of(), Set.of());

  private final Imports imports = new Imports(Clock.systemUTC(), new TwoHours());

  @Test
  void tellsProgressRefusalsAndASummaryLast() throws IOException {
    List<JsonNode> answer = answerTo("1\n".repeat(2_500) + "bad\n", new Counting());

    assertThat(answer)
        .extracting(line -> line.get("type").asText())
        .containsExactly("progress", "progress", "refused", "summary");
    assertThat(answer.get(1).get("lines").asLong()).isEqualTo(2_000);
    assertThat(answer.get(2).get("line").asLong()).isEqualTo(2_501);
    assertThat(answer.get(2).get("code").asText()).isEqualTo("unprocessable");
    assertThat(answer.get(3).toString())
        .isEqualTo("{\"type\":\"summary\",\"taken\":2500,\"refused\":1}");
  }

  @Test
  void tellsErrorAndWhatWasStoredWhenTheDatabaseFails() throws IOException {
    Counting sink =
        new Counting() {
          @Override
          public void finish(ImportAnswer answer) {
            throw new MongoSocketException("secret host", new ServerAddress());
          }
        };

    List<JsonNode> answer = answerTo("1\n", sink);

    assertThat(answer.get(0).get("type").asText()).isEqualTo("error");
    assertThat(answer.get(0).get("code").asText()).isEqualTo("outcome-unknown");
    assertThat(answer.toString()).doesNotContain("secret");
    assertThat(answer.getLast().get("type").asText()).isEqualTo("summary");
  }

  @Test
  void storesWhatCameBeforeACutOff() throws IOException {
    byte[] whole = UploadTest.gzip("1\n".repeat(400_000));
    Upload upload =
        Upload.open(
            new ByteArrayInputStream(whole, 0, whole.length - 9),
            Upload.NDJSON,
            "gzip",
            NO_COLUMNS);
    Counting sink = new Counting();

    List<JsonNode> answer = answerTo(upload, sink);

    assertThat(answer.get(answer.size() - 2).get("code").asText()).isEqualTo("upload-cut-off");
    assertThat(answer.getLast().get("taken").asLong()).isEqualTo(sink.taken).isPositive();
    assertThat(sink.finished).isTrue();
  }

  @Test
  void endsWhenTheClientHasGone() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };
    Counting sink = new Counting();

    assertThatThrownBy(() -> imports.run(upload("1\n".repeat(5_000)), sink, gone))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(sink.taken).isEqualTo(1_000);
  }

  private List<JsonNode> answerTo(String file, ImportSink sink) throws IOException {
    return answerTo(upload(file), sink);
  }

  private List<JsonNode> answerTo(Upload upload, ImportSink sink) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    imports.run(upload, sink, out);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static Upload upload(String file) {
    return Upload.open(
        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
        Upload.NDJSON,
        null,
        NO_COLUMNS);
  }

  private static class Counting implements ImportSink {
    long taken;
    boolean finished;

    @Override
    public void take(Row.Data row, ImportAnswer answer) {
      if (row instanceof Row.Json(long line, String text) && text.equals("bad")) {
        throw Problem.of(ProblemCode.UNPROCESSABLE, "bad").asException();
      }
      taken++;
    }

    @Override
    public void finish(ImportAnswer answer) {
      finished = true;
    }

    @Override
    public Map<String, Object> summary(ImportAnswer answer) {
      return Map.of("taken", taken);
    }
  }

  private record TwoHours() implements HttpLimits {
    @Override
    public long maxBodyBytesInFlight() {
      return Long.MAX_VALUE;
    }

    @Override
    public Duration bodyTimeout() {
      return Duration.ofHours(2);
    }

    @Override
    public long maxBodyBytes() {
      return 1;
    }

    @Override
    public int maxInFlight() {
      return 1;
    }

    @Override
    public Duration importTimeout() {
      return Duration.ofHours(2);
    }

    @Override
    public boolean logHits() {
      return false;
    }
  }
}
