package io.saleproof.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads physical lines as bytes, never holding more than one of at most {@value #MAX_LINE_BYTES}.
 * The rest of a longer line is read past without being kept.
 */
final class LineReader {

  static final int MAX_LINE_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FIRST_GUESS = 256;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int end;
  private long number;

  /**
   * @param bytes the line without its end ({@code \n} or {@code \r\n}); its beginning if too long
   */
  record Line(long number, byte[] bytes, boolean tooLong) {}

  LineReader(InputStream in) {
    this.in = in;
  }

  /** How many lines were begun. */
  long number() {
    return number;
  }

  /** The next line, or {@code null} after the last; a last line need not have an end. */
  @Nullable Line next() throws IOException {
    if (position == end && !fill()) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream(FIRST_GUESS);
    boolean tooLong = false;
    do {
      int newline = indexOfNewline();
      int stop = newline < 0 ? end : newline;
      int room = MAX_LINE_BYTES - line.size();
      tooLong |= stop - position > room;
      line.write(buffer, position, Math.min(stop - position, room));
      position = newline < 0 ? end : newline + 1;
      if (newline >= 0) {
        break;
      }
    } while (fill());
    return new Line(number, withoutReturn(line.toByteArray()), tooLong);
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  private int indexOfNewline() {
    for (int i = position; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] withoutReturn(byte[] line) {
    boolean has = line.length > 0 && line[line.length - 1] == '\r';
    return has ? java.util.Arrays.copyOf(line, line.length - 1) : line;
  }
}
