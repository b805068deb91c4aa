package io.saleproof.bench;

import java.nio.charset.StandardCharsets;

/** Requests as they go over the wire. */
final class Request {

  private Request() {}

  static byte[] get(String path) {
    return of("GET", path, "", "");
  }

  /**
   * @param headers each with its line's end
   * @param body JSON; may be empty
   */
  static byte[] of(String method, String path, String headers, String body) {
    return of(method, path, "application/json", headers, body);
  }

  static byte[] of(String method, String path, String type, String headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String content =
        body.isEmpty()
            ? ""
            : "Content-Type: " + type + "\r\nContent-Length: " + bytes.length + "\r\n";
    String head =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n".formatted(method, path, headers, content);
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }
}
