package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoTimeoutException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void missingDatabaseIsToldByItsVariable() {
    assertThat(sentenceFor(new MongoTimeoutException("no server")))
        .isEqualTo("MONGODB_URL: no server answered that can be written to.");
  }

  @Test
  void wrongSettingIsToldByItsVariableAndNotByItsValue() {
    ConfigValidationException invalid =
        new ConfigValidationException(
            new ConfigValidationException.Problem[] {
              new ConfigValidationException.Problem(
                  "SRCFG00039: The config property saleproof.orders.reservation-time with the"
                      + " config value \"abc\" threw an Exception")
            });

    assertThat(sentenceFor(invalid))
        .startsWith("SALEPROOF_ORDERS_RESERVATION_TIME ")
        .doesNotContain("abc");
  }

  @Test
  void takenPortIsToldBeforeAnythingIsLoaded() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Environment environment =
          Environment.read(Map.of("HTTP_PORT", Integer.toString(taken.getLocalPort())));

      assertThatThrownBy(() -> FreePort.check(environment))
          .isInstanceOf(Environment.Mistake.class)
          .hasMessageStartingWith("HTTP_PORT: port " + taken.getLocalPort() + " is in use");
    }
  }

  private static String sentenceFor(Throwable cause) {
    return StartFailure.sentence(new RuntimeException("Failed to start quarkus", cause));
  }
}
