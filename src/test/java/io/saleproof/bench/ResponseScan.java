package io.saleproof.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds the end of one HTTP/1.1 answer in bytes as they come, with a length or in chunks, and looks
 * at as little of it as that takes. Used again for the next one.
 */
final class ResponseScan {

  private static final int MAX_HEAD = 16_384;
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int HEX = 16;

  private enum Part {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILER,
    DONE
  }

  private final byte[] head = new byte[MAX_HEAD];
  private Part part = Part.HEAD;
  private int headLength;
  private int lineStart;
  private int status;
  private boolean chunked;
  private long remaining;
  private int lineLength;

  void reset() {
    part = Part.HEAD;
    headLength = 0;
    lineStart = 0;
    chunked = false;
    remaining = 0;
    lineLength = 0;
  }

  /**
   * Takes what came.
   *
   * @return whether the answer is complete
   * @throws IllegalStateException if there is more than one answer
   */
  boolean take(byte[] bytes, int length) {
    int at = 0;
    while (at < length && part != Part.DONE) {
      at =
          switch (part) {
            case HEAD -> head(bytes, at, length);
            case BODY, CHUNK -> skip(at, length);
            case CHUNK_SIZE, TRAILER -> line(bytes, at, length);
            case DONE -> at;
          };
    }
    if (at < length) {
      throw new IllegalStateException("more came than was asked for");
    }
    return part == Part.DONE;
  }

  int status() {
    return status;
  }

  /** A header of this answer, or the empty text. */
  String header(String name) {
    String wanted = name.toLowerCase(Locale.ROOT) + ":";
    return new String(head, 0, headLength, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
        .map(line -> line.substring(wanted.length()).strip())
        .findFirst()
        .orElse("");
  }

  private int head(byte[] bytes, int from, int length) {
    for (int at = from; at < length; at++) {
      byte next = bytes[at];
      head[headLength++] = next;
      if (next == '\n') {
        if (headLength - lineStart == 2) {
          begin();
          return at + 1;
        }
        headLine();
        lineStart = headLength;
      }
    }
    return length;
  }

  private void headLine() {
    if (lineStart == 0) {
      status = (int) number(STATUS_AT, STATUS_AT + 3);
    } else if (lineStarts("content-length:")) {
      remaining = number(lineStart + "content-length:".length(), headLength - 2);
    } else if (lineStarts("transfer-encoding:")) {
      chunked = true;
    }
  }

  private boolean lineStarts(String name) {
    for (int i = 0; i < name.length(); i++) {
      if ((head[lineStart + i] | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      if (head[i] != ' ') {
        number = number * 10 + (head[i] - '0');
      }
    }
    return number;
  }

  private void begin() {
    if (chunked) {
      part = Part.CHUNK_SIZE;
      remaining = 0;
    } else {
      part = remaining == 0 || status == 304 || status == 204 ? Part.DONE : Part.BODY;
    }
  }

  private int skip(int at, int length) {
    int skipped = (int) Math.min(remaining, length - at);
    remaining -= skipped;
    if (remaining == 0) {
      part = chunked ? Part.CHUNK_SIZE : Part.DONE;
    }
    return at + skipped;
  }

  /** The size of the next chunk, or the last line of all. */
  private int line(byte[] bytes, int from, int length) {
    for (int at = from; at < length; at++) {
      int digit = Character.digit(bytes[at], HEX);
      if (bytes[at] == '\n') {
        lineDone();
        return at + 1;
      } else if (digit >= 0) {
        remaining = remaining * HEX + digit;
        lineLength++;
      }
    }
    return length;
  }

  private void lineDone() {
    if (part == Part.TRAILER) {
      part = Part.DONE;
    } else if (remaining == 0 && lineLength > 0) {
      part = Part.TRAILER;
    } else if (remaining > 0) {
      remaining += 2; // and the end of the chunk's line
      part = Part.CHUNK;
    }
    lineLength = 0;
  }
}
