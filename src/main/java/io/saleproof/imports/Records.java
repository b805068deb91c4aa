package io.saleproof.imports;

import io.saleproof.imports.LineReader.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts CSV records together from physical lines: a quoted field may hold line ends. An opening
 * quote that is never closed costs its own line, not the rest of the file: what was read in search
 * of its end is read again.
 */
final class Records {

  /** A record goes over no more lines than this; it bounds what is read again. */
  static final int MAX_RECORD_LINES = 500;

  private final LineReader lines;
  private final Deque<Line> again = new ArrayDeque<>();

  /**
   * @param line the first physical line of the record
   * @param closed whether its quotes are; if not, the record is just that line
   */
  record Raw(long line, byte[] bytes, boolean tooLong, boolean closed) {}

  Records(LineReader lines) {
    this.lines = lines;
  }

  @Nullable Raw next() throws IOException {
    Line first = take();
    if (first == null) {
      return null;
    }
    if (first.tooLong() || !QuoteScan.endsOpen(first.bytes(), false)) {
      return new Raw(first.number(), first.bytes(), first.tooLong(), true);
    }
    return overLines(first);
  }

  private Raw overLines(Line first) throws IOException {
    List<Line> more = new ArrayList<>();
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(first.bytes());
    while (more.size() < MAX_RECORD_LINES) {
      Line line = take();
      if (line == null) {
        break;
      }
      more.add(line);
      record.write('\n');
      record.writeBytes(line.bytes());
      if (line.tooLong() || record.size() > LineReader.MAX_LINE_BYTES) {
        break;
      }
      if (!QuoteScan.endsOpen(line.bytes(), true)) {
        return new Raw(first.number(), record.toByteArray(), false, true);
      }
    }
    more.reversed().forEach(again::addFirst);
    return new Raw(first.number(), first.bytes(), false, false);
  }

  private @Nullable Line take() throws IOException {
    return again.isEmpty() ? lines.next() : again.removeFirst();
  }
}
