package io.saleproof.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UploadTest {

  private static final Columns COLUMNS =
      new Columns(Set.of("sku", "name"), Set.of("note"), Map.of("StockCode", "sku"));

  @Test
  void readsCsvWithPhysicalLineNumbers() {
    List<Row> rows = csv("sku,name\nA,\"two\nlines\"\r\n\nB,\"say \"\"hi\"\"\"\n");

    assertThat(rows)
        .extracting(Row::line, row -> ((Row.Csv) row).fields())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, List.of("A", "two\nlines")),
            org.assertj.core.groups.Tuple.tuple(5L, List.of("B", "say \"hi\"")));
  }

  @Test
  void readsColumnsByNameWhateverTheirOrderCaseOrAlias() {
    Row.Csv row = (Row.Csv) csv("\uFEFFNAME,Stock Code\n Mug , 85123A\n").getFirst();

    assertThat(row.get("sku")).isEqualTo("85123A");
    assertThat(row.get("name")).isEqualTo("Mug");
    assertThat(row.get("note")).isNull();
  }

  @Test
  void refusesHeaderThatLacksDoublesOrInventsColumns() {
    assertThatThrownBy(() -> csv("sku,SKU,colour\n"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal ->
                assertThat(String.valueOf(refusal.problem().members().get("errors")))
                    .contains("name", "missing", "twice", "colour"));
    assertThatThrownBy(() -> csv("")).isInstanceOf(ProblemException.class);
  }

  @Test
  void unclosedQuoteCostsOnlyItsOwnLine() {
    List<Row> rows = csv("sku,name\nA,\"never closed\nB,Mug\nC,Cup\n");

    assertThat(rows.getFirst())
        .isEqualTo(refused(2, "invalid-csv", "A quoted field is not closed"));
    assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 4L);
    assertThat(rows.subList(1, 3)).allMatch(Row.Csv.class::isInstance);
  }

  @Test
  void refusesLineWithAnotherNumberOfFields() {
    assertThat(csv("sku,name\nA\nB,Mug,more\nC,Cup\n"))
        .extracting(row -> row.getClass().getSimpleName())
        .containsExactly("Refused", "Refused", "Csv");
  }

  @Test
  void refusesInvalidUtf8AndGoesOn() {
    byte[] file = "sku,name\nA,caf\u00e9\nB,Mug".getBytes(StandardCharsets.ISO_8859_1);

    List<Row> rows = rows(open(new ByteArrayInputStream(file), Upload.CSV, null));

    assertThat(rows.get(0)).isEqualTo(refused(2, "invalid-utf8", "The line is not UTF-8"));
    assertThat(rows.get(1)).isInstanceOf(Row.Csv.class);
  }

  @Test
  void refusesEndlessLineWithoutHoldingIt() {
    // Half a gigabyte on one line: far more than the tests' heap could copy about.
    InputStream endless = new Repeated("x", 512L << 20, "\n{\"a\":1}\n");

    List<Row> rows = rows(open(endless, Upload.NDJSON, null));

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0))
        .isInstanceOfSatisfying(
            Row.Refused.class, row -> assertThat(row.code()).isEqualTo("line-too-long"));
    assertThat(rows.get(1)).isEqualTo(new Row.Json(2, "{\"a\":1}"));
  }

  @Test
  void lineOfExactlyTheCapIsTaken() {
    String longest = "x".repeat(LineReader.MAX_LINE_BYTES);

    assertThat(ndjson(longest + "\n" + longest + "y\nz"))
        .extracting(row -> row.getClass().getSimpleName())
        .containsExactly("Json", "Refused", "Json");
  }

  @Test
  void readsGzipOfSeveralMembers() throws IOException {
    byte[] file = concat(gzip("{\"a\":1}\n"), gzip("{\"a\":2}\n"));

    assertThat(rows(open(new ByteArrayInputStream(file), Upload.NDJSON, "gzip")))
        .containsExactly(new Row.Json(1, "{\"a\":1}"), new Row.Json(2, "{\"a\":2}"));
  }

  @Test
  void tellsThatGzipWasCutOff() throws IOException {
    byte[] whole = gzip("{\"a\":1}\n".repeat(50_000));
    byte[] half = Arrays.copyOf(whole, whole.length - 9);

    List<Row> rows = rows(open(new ByteArrayInputStream(half), Upload.NDJSON, "gzip"));

    assertThat(rows.getLast())
        .isInstanceOfSatisfying(
            Row.CutOff.class, row -> assertThat(row.code()).isEqualTo("upload-cut-off"));
  }

  @Test
  void stopsAtGzipBomb() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        gzip.write(zeros);
      }
    }
    InputStream bomb = new ByteArrayInputStream(packed.toByteArray());

    assertThat(rows(open(bomb, Upload.NDJSON, "gzip")).getLast())
        .isInstanceOfSatisfying(
            Row.CutOff.class, row -> assertThat(row.code()).isEqualTo("expands-too-far"));
  }

  @Test
  void refusesWhatIsNotWhatItsHeadersSay() {
    assertThat(codeOf(() -> open(stream("a"), "application/json", null)))
        .isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    assertThat(codeOf(() -> open(stream("a"), "text/csv; charset=iso-8859-1", null)))
        .isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    assertThat(codeOf(() -> open(stream("a"), Upload.NDJSON, "br")))
        .isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    assertThat(codeOf(() -> open(stream("not gzip"), Upload.NDJSON, "gzip")))
        .isEqualTo(ProblemCode.INVALID_REQUEST);
  }

  private static ProblemCode codeOf(Runnable opening) {
    try {
      opening.run();
    } catch (ProblemException refusal) {
      return refusal.problem().code();
    }
    throw new AssertionError("was not refused");
  }

  private static Row refused(long line, String code, String detail) {
    return new Row.Refused(line, code, detail);
  }

  private static List<Row> csv(String file) {
    return rows(open(stream(file), "text/csv; charset=UTF-8", null));
  }

  private static List<Row> ndjson(String file) {
    return rows(open(stream(file), Upload.NDJSON, "identity"));
  }

  private static Upload open(InputStream body, String type, @Nullable String encoding) {
    return Upload.open(body, type, encoding, COLUMNS);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Row> rows(Upload upload) {
    List<Row> rows = new ArrayList<>();
    Row row;
    while ((row = upload.next()) != null) {
      rows.add(row);
    }
    return rows;
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A text so many times, then an end, without holding it. */
  private static final class Repeated extends InputStream {
    private final byte one;
    private long left;
    private final InputStream end;

    Repeated(String one, long times, String end) {
      this.one = (byte) one.charAt(0);
      this.left = times;
      this.end = stream(end);
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? one : end.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left <= 0) {
        return end.read(target, offset, length);
      }
      int some = (int) Math.min(left, length);
      Arrays.fill(target, offset, offset + some, one);
      left -= some;
      return some;
    }
  }
}
