package io.saleproof.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseScanTest {

  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nETag: \"7\"\r\ncontent-length: 12\r\n\r\n{\"a\":\r\n\r\n 1}";
  private static final String IN_CHUNKS =
      "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "4\r\na\r\n0\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";
  private static final String IN_CHUNKS_WITH_TRAILER =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  private static final String WITHOUT_BODY =
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final ResponseScan scan = new ResponseScan();

  @ParameterizedTest
  @ValueSource(strings = {WITH_LENGTH, IN_CHUNKS, IN_CHUNKS_WITH_TRAILER, WITHOUT_BODY, EMPTY})
  void findsTheEndHoweverTheBytesAreCut(String answer) {
    byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
    for (int cut = 1; cut < bytes.length; cut++) {
      scan.reset();
      assertThat(scan.take(bytes, cut)).as("after %d bytes", cut).isFalse();
      byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
      assertThat(scan.take(rest, rest.length)).as("cut at %d", cut).isTrue();
    }
  }

  @Test
  void takesOneAnswerAfterTheOther() {
    assertThat(take(IN_CHUNKS)).isTrue();
    assertThat(scan.status()).isEqualTo(201);
    scan.reset();
    assertThat(take(WITH_LENGTH)).isTrue();
    assertThat(scan.status()).isEqualTo(200);
    assertThat(scan.header("etag")).isEqualTo("\"7\"");
    assertThat(scan.header("Age")).isEmpty();
  }

  @Test
  void refusesMoreThanWasAskedFor() {
    assertThatThrownBy(() -> take(WITH_LENGTH + "x")).isInstanceOf(IllegalStateException.class);
  }

  private boolean take(String answer) {
    byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
    return scan.take(bytes, bytes.length);
  }
}
