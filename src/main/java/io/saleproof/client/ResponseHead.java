package io.saleproof.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The status line and headers of an HTTP/1.1 answer; names of headers are in lower case. */
record ResponseHead(int status, Map<String, String> headers) {

  private static final int MAX_LINE_BYTES = 16_384;
  private static final int MAX_HEADERS = 200;

  static ResponseHead read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("[1-9]\\d\\d")) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < MAX_HEADERS; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return new ResponseHead(Integer.parseInt(first[1]), headers);
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    throw new IOException("the answer has too many headers");
  }

  /** The body that follows this head. */
  InputStream bodyOf(InputStream in) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new Chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in;
    }
    try {
      return new Exactly(in, Long.parseLong(length));
    } catch (NumberFormatException wrong) {
      throw new IOException("the answer has a strange Content-Length", wrong);
    }
  }

  private static String line(InputStream in) throws IOException {
    byte[] bytes = new byte[MAX_LINE_BYTES];
    for (int size = 0; size < MAX_LINE_BYTES; size++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended inside an answer");
      }
      if (next == '\n') {
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1).stripTrailing();
      }
      bytes[size] = (byte) next;
    }
    throw new IOException("a line of the answer's head is too long");
  }

  /** A stream that ends after so many bytes, and complains if there are fewer. */
  private static class Exactly extends FilterInputStream {
    long left;

    Exactly(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(target, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException("the connection ended inside an answer");
      }
      left -= read;
      return read;
    }
  }

  /** Chunks (RFC 9112, section 7.1) put together again. */
  private static final class Chunks extends Exactly {
    private boolean first = true;
    private boolean ended;

    Chunks(InputStream in) {
      super(in, 0);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0 && !ended) {
        begin();
      }
      return ended ? -1 : super.read(target, offset, length);
    }

    private void begin() throws IOException {
      if (!first) {
        line(in);
      }
      first = false;
      try {
        left = Long.parseLong(line(in).replaceFirst(";.*", "").strip(), 16);
      } catch (NumberFormatException wrong) {
        throw new IOException("the answer has a strange chunk", wrong);
      }
      ended = left == 0;
    }
  }
}
