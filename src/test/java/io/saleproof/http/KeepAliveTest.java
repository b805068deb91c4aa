package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection stays of use after an answer, also after one to a request with a body. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class KeepAliveTest {

  /** Longer than an unread body is waited for. */
  private static final int QUIET_MILLIS = 3_000;

  @TestHTTPResource URL base;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"lines\": [{\"sku\": \"no-such-sku\", \"quantity\": 1}]}",
        "{\"lines\": []}",
        "{ broken",
      })
  void connectionStaysOpenAfterARequestWithABody(String body) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      send(socket, post(body));
      assertThat(status(socket)).startsWith("HTTP/1.1 4");

      socket.setSoTimeout(QUIET_MILLIS);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .as("nothing comes and nothing ends while the connection is quiet")
          .isInstanceOf(SocketTimeoutException.class);

      send(socket, post(body));
      assertThat(status(socket)).startsWith("HTTP/1.1 4");
    }
  }

  @Test
  void oneConnectionServesManyRequestsWithBodies() throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      for (int i = 0; i < 20; i++) {
        send(socket, post("{\"lines\": []}"));
        assertThat(status(socket)).startsWith("HTTP/1.1 400");
      }
    }
  }

  private static String post(String body) {
    return "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Idempotency-Key: keep-alive\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer whole and returns its first line. */
  private static String status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      assertThat(octet).as("the connection is open; so far: " + head).isNotNegative();
      head.append((char) octet);
    }
    java.util.regex.Matcher length =
        java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
    assertThat(length.find()).isTrue();
    in.readNBytes(Integer.parseInt(length.group(1)));
    return head.substring(0, head.indexOf("\r\n"));
  }
}
