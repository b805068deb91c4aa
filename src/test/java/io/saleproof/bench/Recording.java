package io.saleproof.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One whole answer as it came over the wire. */
record Recording(byte[] bytes, ResponseScan scan) {

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int BUFFER = 64 * 1024;

  /** Asks once, on a connection of its own. */
  static Recording of(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ResponseScan scan = new ResponseScan();
      byte[] buffer = new byte[BUFFER];
      boolean complete = false;
      while (!complete) {
        int length = in.read(buffer);
        if (length < 0) {
          throw new EOFException("the answer was cut off");
        }
        all.write(buffer, 0, length);
        complete = scan.take(buffer, length);
      }
      return new Recording(all.toByteArray(), scan);
    }
  }

  int status() {
    return scan.status();
  }

  String header(String name) {
    return scan.header(name);
  }

  /** The body, if it is JSON on one line; put together if it came in chunks. */
  String body() {
    String text = text();
    return text.substring(text.indexOf("\r\n\r\n")).replaceAll("\r\n(?:[0-9a-f]+\r\n)?", "");
  }

  /** The answer's text, or as much of it as a message bears. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
