package io.saleproof.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upload being read, row by row; used by one thread. At most a few lines of at most {@link
 * LineReader#MAX_LINE_BYTES} are held at any time.
 */
public final class Upload {

  /** The media types of imports. */
  public static final String CSV = "text/csv";

  public static final String NDJSON = "application/x-ndjson";

  /** What a row is refused with; published in /docs, so a name keeps its meaning. */
  static final String LINE_TOO_LONG = "line-too-long";

  static final String INVALID_UTF8 = "invalid-utf8";
  static final String INVALID_CSV = "invalid-csv";
  static final String CUT_OFF = "upload-cut-off";
  static final String EXPANDS_TOO_FAR = "expands-too-far";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final LineReader lines;
  private final @Nullable Records records;
  private Columns.@Nullable Header header;
  private boolean ended;

  private Upload(InputStream in, boolean csv) {
    this.lines = new LineReader(in);
    this.records = csv ? new Records(lines) : null;
  }

  /**
   * Opens an upload and reads the header of a CSV file.
   *
   * @param contentType {@link #CSV} or {@link #NDJSON}, with or without a charset
   * @param contentEncoding {@code gzip}, {@code identity} or none
   * @param columns what a CSV file must have
   * @throws io.saleproof.http.ProblemException 415 for another type, charset or encoding; 400 for a
   *     body that doesn't begin as it says, or a CSV header that lacks a column or has an unknown
   *     one
   */
  public static Upload open(
      InputStream body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      Columns columns) {
    boolean csv = isCsv(contentType);
    Upload upload = new Upload(decoded(body, contentEncoding), csv);
    if (csv) {
      upload.readHeader(columns);
    }
    return upload;
  }

  /** The next row; {@code null} after the last. After {@link Row.CutOff} nothing follows. */
  public @Nullable Row next() {
    if (ended) {
      return null;
    }
    try {
      return records == null ? nextJson() : nextCsv(records);
    } catch (Gunzip.Bomb bomb) {
      return cutOff(EXPANDS_TOO_FAR, "The upload expands as no file of this kind does");
    } catch (IOException broken) {
      return cutOff(CUT_OFF, "The upload ended too early or is not whole");
    }
  }

  /** How many physical lines were begun so far. */
  public long lines() {
    return lines.number();
  }

  private Row cutOff(String code, String detail) {
    ended = true;
    return new Row.CutOff(lines.number(), code, detail);
  }

  private @Nullable Row nextJson() throws IOException {
    LineReader.Line line;
    while ((line = lines.next()) != null) {
      if (line.tooLong()) {
        return tooLong(line.number());
      }
      String text = Utf8.decode(withoutMark(line.number(), line.bytes()));
      if (text == null) {
        return notUtf8(line.number());
      }
      if (!text.isBlank()) {
        return new Row.Json(line.number(), text);
      }
    }
    return null;
  }

  private @Nullable Row nextCsv(Records from) throws IOException {
    Records.Raw raw;
    while ((raw = from.next()) != null) {
      if (raw.tooLong()) {
        return tooLong(raw.line());
      }
      String text = Utf8.decode(withoutMark(raw.line(), raw.bytes()));
      if (text == null) {
        return notUtf8(raw.line());
      }
      if (!raw.closed()) {
        return new Row.Refused(raw.line(), INVALID_CSV, "A quoted field is not closed");
      }
      if (!text.isBlank()) {
        return parsed(raw.line(), text);
      }
    }
    return null;
  }

  private Row parsed(long line, String text) {
    List<String> fields;
    try {
      fields = CsvReader.builder().ofSingleCsvRecord(text).getFields();
    } catch (CsvParseException wrong) {
      return new Row.Refused(line, INVALID_CSV, "The line is not CSV as in RFC 4180");
    }
    Columns.Header of = header == null ? new Columns.Header(fields) : header;
    if (fields.size() != of.names().size()) {
      return new Row.Refused(
          line,
          INVALID_CSV,
          "The line has %d fields, the header %d".formatted(fields.size(), of.names().size()));
    }
    return new Row.Csv(line, of, fields);
  }

  private void readHeader(Columns columns) {
    header =
        switch (next()) {
          case Row.Csv(long line, Columns.Header none, List<String> fields) ->
              columns.header(fields);
          case Row.Refused(long line, String code, String detail) ->
              throw Problem.invalid(FieldError.pointer("", "line " + line + ": " + detail))
                  .asException();
          case Row.CutOff(long line, String code, String detail) ->
              throw Problem.invalid(FieldError.pointer("", detail)).asException();
          case Row.Json json -> throw new IllegalStateException("a CSV file yields no JSON");
          case null ->
              throw Problem.invalid(FieldError.pointer("", "must begin with a header line"))
                  .asException();
        };
  }

  private static Row tooLong(long line) {
    return new Row.Refused(
        line, LINE_TOO_LONG, "A line may have at most " + LineReader.MAX_LINE_BYTES + " bytes");
  }

  private static Row notUtf8(long line) {
    return new Row.Refused(line, INVALID_UTF8, "The line is not UTF-8");
  }

  private static byte[] withoutMark(long line, byte[] bytes) {
    int length = BYTE_ORDER_MARK.length;
    boolean marked =
        line == 1
            && bytes.length >= length
            && Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length);
    return marked ? Arrays.copyOfRange(bytes, length, bytes.length) : bytes;
  }

  private static boolean isCsv(@Nullable String contentType) {
    String[] parts = String.valueOf(contentType).toLowerCase(Locale.ROOT).split(";", 2);
    String charset = parts.length == 2 ? parts[1].replace(" ", "").replace("\"", "") : "";
    boolean utf8 = !charset.contains("charset=") || charset.contains("charset=utf-8");
    Boolean csv = Map.of(CSV, true, NDJSON, false).get(parts[0].strip());
    if (csv == null || !utf8) {
      throw Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type: send " + CSV + " or " + NDJSON + " in UTF-8")
          .asException();
    }
    return csv;
  }

  private static InputStream decoded(InputStream body, @Nullable String encoding) {
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return body;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: send gzip or none")
          .asException();
    }
    try {
      return Gunzip.open(body);
    } catch (IOException notGzip) {
      throw Problem.invalid(FieldError.pointer("", "is not gzip, as Content-Encoding says"))
          .asException();
    }
  }
}
