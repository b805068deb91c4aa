package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EmbeddedRedisTest {

  @Test
  void servesUntilClosed() throws IOException {
    EmbeddedRedis redis = EmbeddedRedis.tryStart().orElseThrow();
    URI address = URI.create(redis.url());
    try (redis) {
      assertThat(address.getHost()).isEqualTo("127.0.0.1");
      assertThat(ask(address, "PING", 1)).isEqualTo("+PONG");
      assertThat(ask(address, "CONFIG GET maxmemory", 5)).endsWith("67108864");
      assertThat(ask(address, "CONFIG GET maxmemory-policy", 5)).endsWith("allkeys-lru");
      assertThat(ask(address, "CONFIG GET save", 5)).doesNotContainPattern("\\d{2,}");
    }
    assertThatThrownBy(() -> ask(address, "PING", 1)).isInstanceOf(ConnectException.class);
  }

  @Test
  void isAbsentWhereItsBinaryCannotRun() {
    assertThat(EmbeddedRedis.tryStart(() -> new File("no-such-binary"))).isEmpty();
  }

  private static String ask(URI address, String command, int lines) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < lines; line++) {
        text.append(line == 0 ? "" : "\n").append(answer.readLine());
      }
      return text.toString();
    }
  }
}
