package io.saleproof.peers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer as it was recorded: status, headers in their order, body; made once, given often. */
record Answer(int status, List<Header> headers, Buffer body) {

  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_DIGITS = 3;

  /** Both as the server wants them, so that it need not look at their characters again. */
  record Header(CharSequence name, CharSequence value) {}

  /**
   * @param recorded with a {@code Content-Length}; not in chunks
   */
  static Answer of(byte[] recorded) {
    String text = new String(recorded, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n");
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(
          new Header(
              HttpHeaders.createOptimized(lines[i].substring(0, colon)),
              HttpHeaders.createOptimized(lines[i].substring(colon + 1).strip())));
    }
    return new Answer(
        Integer.parseInt(lines[0].substring(STATUS_AT, STATUS_AT + STATUS_DIGITS)),
        headers,
        Buffer.buffer(recorded).slice(end + 4, recorded.length));
  }

  void give(HttpServerResponse response) {
    response.setStatusCode(status);
    for (Header header : headers) {
      response.headers().add(header.name(), header.value());
    }
    response.end(body);
  }
}
