package io.saleproof.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sends bytes that no decent client would, and reads the answer. */
public final class RawHttp {

  /** An answer that never comes fails the test after this. */
  private static final int PATIENCE_MILLIS = 10_000;

  private final URI base;

  public RawHttp(URI base) {
    this.base = base;
  }

  /** What came back, read until the server closed or the announced length was there. */
  public record Answer(int status, List<String> headers, String body) {
    public String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  /** One request line and headers ({@code Host} and {@code Connection: close} are added). */
  public Answer send(String requestLine, List<String> headers, byte[] body) throws IOException {
    return exchange(bytesOf(requestLine, headers, body), false);
  }

  private byte[] bytesOf(String requestLine, List<String> headers, byte[] body) {
    List<String> lines = new ArrayList<>(List.of(requestLine, "Host: " + base.getAuthority()));
    lines.addAll(headers);
    lines.add("Connection: close");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** The same, but nothing more will come: the client's half is closed after the last byte. */
  public Answer halfClosing(String requestLine, List<String> headers, byte[] body)
      throws IOException {
    return exchange(bytesOf(requestLine, headers, body), true);
  }

  public Answer get(String rawPath) throws IOException {
    return send("GET " + rawPath + " HTTP/1.1", List.of(), new byte[0]);
  }

  private Answer exchange(byte[] request, boolean halfClosing) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        if (halfClosing) {
          socket.shutdownOutput();
        }
      } catch (SocketException refusedWhileSending) {
        // The answer may be there all the same.
      }
      byte[] buffer = new byte[8_192];
      try {
        for (int n = socket.getInputStream().read(buffer);
            n >= 0;
            n = socket.getInputStream().read(buffer)) {
          answer.write(buffer, 0, n);
        }
      } catch (SocketException reset) {
        // What had arrived before the reset counts.
      }
      return parse(answer.toString(StandardCharsets.UTF_8));
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, List.of(), text);
    }
    List<String> head = text.substring(0, end).lines().toList();
    int status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    return new Answer(status, head.subList(1, head.size()), text.substring(end + 4));
  }
}
