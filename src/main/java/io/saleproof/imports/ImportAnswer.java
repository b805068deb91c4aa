package io.saleproof.imports;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saleproof.http.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The NDJSON answer of an import, written as it goes. If the client has gone, its methods throw
 * {@link UncheckedIOException}, which ends the import.
 */
public final class ImportAnswer {

  /** A progress line is written each time that so many more lines were read. */
  static final int PROGRESS_LINES = 1_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).build();

  private final OutputStream out;
  private final Map<String, Long> refused = new TreeMap<>();
  private long nextProgress = PROGRESS_LINES;

  ImportAnswer(OutputStream out) {
    this.out = out;
  }

  /** Names a line that was not taken, and why. */
  public void refused(long line, String code, String detail) {
    refused.merge(code, 1L, Long::sum);
    write("refused", Map.of("line", line), Map.of("code", code), Map.of("detail", detail));
  }

  /** The same, of a problem; its detail names the field. */
  public void refused(long line, Problem problem) {
    refused(line, problem.code().code(), problem.detail());
  }

  /** How many lines were refused so far. */
  public long refused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same by code; there are as many codes as reasons in the program. */
  public Map<String, Long> refusedByReason() {
    return new TreeMap<>(refused);
  }

  void progress(long lines) {
    if (lines >= nextProgress) {
      nextProgress = lines - lines % PROGRESS_LINES + PROGRESS_LINES;
      write("progress", Map.of("lines", lines));
      flush();
    }
  }

  void error(String code, String detail) {
    write("error", Map.of("code", code), Map.of("detail", detail));
  }

  void summary(Map<String, Object> members) {
    write("summary", members, Map.of("refused", refused()));
    flush();
  }

  @SafeVarargs
  private void write(String type, Map<String, ?>... members) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("type", type);
    for (Map<String, ?> some : members) {
      line.putAll(some);
    }
    try {
      out.write(JSON.writeValueAsBytes(line));
      out.write('\n');
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void flush() {
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
