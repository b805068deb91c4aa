package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
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
  void chunksWithoutALengthAreTheClients() {
    assertThat(
            Problems.ofTransport(
                new IOException(new IOException(new NumberFormatException("chunk size")))))
        .isNotNull();
  }

  @Test
  void resetOfAnotherConnectionIsOurs() {
    assertThat(
            Problems.ofTransport(
                new IllegalStateException(new SocketException("Connection reset"))))
        .isNull();
  }

  /** Behind a failure of the database stand the very causes that a client's have. */
  @Test
  void whatTheDatabasesConnectionsDoIsOurs() {
    for (IOException cause :
        List.of(
            new SocketTimeoutException("Read timed out"),
            new EOFException(),
            new ClosedChannelException())) {
      assertThat(Problems.ofTransport(new MongoException("the pool was cleared", cause)))
          .as("%s", cause)
          .isNull();
    }
  }
}
