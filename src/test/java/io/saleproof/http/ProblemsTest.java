package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** Whose fault a failure is. */
class ProblemsTest {

  @Test
  void bodyThatAResetCutsOffIsTheClients() {
    Problem problem =
        Problems.ofTransport(new IOException(new SocketException("Connection reset")));

    assertThat(problem)
        .isNotNull()
        .extracting(Problem::code)
        .isEqualTo(ProblemCode.INVALID_REQUEST);
  }

  @Test
  void resetOfAnotherConnectionIsOurs() {
    assertThat(
            Problems.ofTransport(
                new IllegalStateException(new SocketException("Connection reset"))))
        .isNull();
  }
}
