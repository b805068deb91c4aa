package io.saleproof.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one file and reads the shop's answer line by line, while the file is on its way. */
final class ImportRun {

  private static final int OK = 200;
  private static final int MAX_PROBLEM_BYTES = 65_536;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI shop;
  private final URI target;
  private final @Nullable String token;
  private final Terminal terminal;

  ImportRun(URI shop, String path, @Nullable String token, Terminal terminal) {
    this.shop = shop;
    this.target = URI.create(shop + path);
    this.token = token;
    this.terminal = terminal;
  }

  /**
   * @param keep where the answer is kept as it came, or {@code null}
   */
  ImportReport send(ImportFile file, @Nullable Path keep) {
    try (Writer kept = keep == null ? Writer.nullWriter() : writerTo(keep)) {
      try (DuplexPost post = DuplexPost.connect(shop)) {
        return read(post.send(target, headers(file), file.path()), file, kept);
      } catch (IOException broken) {
        throw Refusals.unreachable(shop, broken);
      }
    } catch (IOException | UncheckedIOException unwritable) {
      throw Failure.of(keep + " can't be written: " + unwritable.getMessage() + ".");
    }
  }

  private static Writer writerTo(Path keep) throws IOException {
    OutputStream out = Files.newOutputStream(keep);
    return new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  private Map<String, String> headers(ImportFile file) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", file.contentType());
    headers.put("Accept", "application/x-ndjson, application/problem+json");
    if (file.gzip()) {
      headers.put("Content-Encoding", "gzip");
    }
    if (token != null) {
      headers.put("Authorization", "Bearer " + token);
    }
    return headers;
  }

  private ImportReport read(DuplexPost.Answer answer, ImportFile file, Writer kept)
      throws IOException {
    if (answer.status() != OK) {
      throw Refusals.answered(shop, answer.status(), detailOf(answer));
    }
    ImportReport report = new ImportReport(file.lines());
    Progress progress = terminal.progress("Importing", file.lines());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        keepLine(kept, line);
        report.take(parse(line));
        progress.reach(report.linesRead());
      }
      return report;
    } finally {
      progress.end();
    }
  }

  /** Unchecked, so that a full disk is not taken for a broken connection. */
  private static void keepLine(Writer kept, String line) {
    try {
      kept.write(line);
      kept.write('\n');
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static JsonNode parse(String line) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException strange) {
      throw new IOException("a line of the answer is not JSON", strange);
    }
  }

  private static String detailOf(DuplexPost.Answer answer) {
    try {
      return JSON.readTree(answer.body().readNBytes(MAX_PROBLEM_BYTES)).path("detail").asText("");
    } catch (IOException none) {
      return "";
    }
  }
}
