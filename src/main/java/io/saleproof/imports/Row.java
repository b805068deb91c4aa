package io.saleproof.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upload yields, one after the other. Lines are physical lines of the file, from 1; a CSV
 * record over several lines has the number of its first.
 */
public sealed interface Row {

  long line();

  /** What an {@link ImportSink} takes. */
  sealed interface Data extends Row {}

  /** A line of NDJSON that is not blank; whether it is JSON is for the sink to find out. */
  record Json(long line, String text) implements Data {}

  /** A CSV record with as many fields as the header. */
  record Csv(long line, Columns.Header header, List<String> fields) implements Data {

    /** The stripped field of a column; {@code null} if it is empty or the file has no such one. */
    public @Nullable String get(String column) {
      int at = header.indexOf(column);
      String field = at < 0 ? "" : fields.get(at).strip();
      return field.isEmpty() ? null : field;
    }
  }

  /** A line that is none of the format. */
  record Refused(long line, String code, String detail) implements Row {}

  /** The upload ended before its end; nothing follows. */
  record CutOff(long line, String code, String detail) implements Row {}
}
