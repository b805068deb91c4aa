package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRedisTest {

  @TempDir private Path folder;

  @Test
  void keepsWhatWasWritten() throws IOException {
    try (KeptRedis redis = KeptRedis.open(folder.resolve("new"))) {
      assertThat(ask(redis.url(), "SET a b")).isEqualTo("+OK");
    }
    try (KeptRedis redis = KeptRedis.open(folder.resolve("new"))) {
      assertThat(ask(redis.url(), "EXISTS a")).isEqualTo(":1");
    }
  }

  @Test
  void hasTheFolderForItself() {
    try (KeptRedis first = KeptRedis.open(folder)) {
      assertThat(first.url()).startsWith("redis://127.0.0.1:");
      assertThatThrownBy(() -> KeptRedis.open(folder)).isInstanceOf(DataFolderInUse.class);
    }
  }

  @Test
  void endsTheRedisOfAProcessThatWasKilled() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path port = data.resolve("port");
    try (KeptRedis killed = KeptRedis.open(data)) {
      ask(killed.url(), "SET a b");
      // What a kill leaves: the Redis and its port, but no lock.
      Path kept = Files.copy(port, folder.resolve("port"));
      Path other = Files.createDirectory(folder.resolve("other"));
      Files.copy(kept, other.resolve("port"));
      try (KeptRedis stranger = KeptRedis.open(other)) {
        assertThat(ask(killed.url(), "PING")).as("another folder's Redis").isEqualTo("+PONG");
        assertThat(stranger.url()).isNotEqualTo(killed.url());
      }
      Files.delete(data.resolve("lock"));
      Files.copy(kept, port, StandardCopyOption.REPLACE_EXISTING);
      try (KeptRedis next = KeptRedis.open(data)) {
        assertThat(ask(next.url(), "EXISTS a")).isEqualTo(":1");
        assertThatThrownBy(() -> ask(killed.url(), "PING")).isInstanceOf(ConnectException.class);
      }
    }
  }

  private static String ask(String url, String command) throws IOException {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }
}
