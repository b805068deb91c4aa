package io.saleproof.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 POST of a file whose answer is read while the file is still on its way.
 *
 * <p>{@code java.net.http} begins to read an answer only when the whole body has gone. A server
 * that answers as it reads would fill the buffers between the two and wait for a client that waits
 * for it; and nothing could be shown before the end.
 */
final class DuplexPost implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long to wait for {@code 100 Continue}; some proxies never send it. */
  private static final Duration CONTINUE_TIMEOUT = Duration.ofSeconds(1);

  /** How long the server may be silent while it works. */
  private static final Duration SILENCE_TIMEOUT = Duration.ofMinutes(5);

  private static final int CONTINUE = 100;
  private static final int FIRST_FINAL_STATUS = 200;
  private static final int BUFFER_BYTES = 1 << 16;

  /** How many provisional heads may come before the answer's own. */
  private static final int MAX_PROVISIONAL = 10;

  private final Socket socket;
  private final InputStream in;

  private DuplexPost(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
  }

  /** The answer's status and body; the body ends where the answer does. */
  record Answer(int status, InputStream body) {}

  static DuplexPost connect(URI url) throws IOException {
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    String host = url.getHost().replaceAll("^\\[|]$", "");
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT_TIMEOUT.toMillis());
      return new DuplexPost(secure ? secured(socket, host, port) : socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Sends the file in a thread of its own and returns as soon as the answer has begun. */
  Answer send(URI target, Map<String, String> headers, Path file) throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    out.write(head(target, headers, Files.size(file)).getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    boolean sending = !answersWithin(CONTINUE_TIMEOUT);
    if (sending) {
      startSending(file, out);
    }
    socket.setSoTimeout((int) SILENCE_TIMEOUT.toMillis());
    for (int heads = 0; heads < MAX_PROVISIONAL; heads++) {
      ResponseHead answer = ResponseHead.read(in);
      if (answer.status() >= FIRST_FINAL_STATUS) {
        return new Answer(answer.status(), answer.bodyOf(in));
      }
      if (answer.status() == CONTINUE && !sending) {
        sending = true;
        startSending(file, out);
      }
    }
    throw new IOException("too many provisional answers");
  }

  private static String head(URI target, Map<String, String> headers, long length) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(target.getRawPath()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.getRawAuthority()).append("\r\n");
    head.append("Content-Length: ").append(length).append("\r\n");
    head.append("Expect: 100-continue\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString();
  }

  private boolean answersWithin(Duration bound) throws IOException {
    socket.setSoTimeout((int) bound.toMillis());
    in.mark(1);
    try {
      in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  private static void startSending(Path file, OutputStream out) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Files.copy(file, out);
                out.flush();
              } catch (IOException refused) {
                // A server that has heard enough says so in its answer, which is read elsewhere;
                // if it said nothing, reading fails too.
              }
            });
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
