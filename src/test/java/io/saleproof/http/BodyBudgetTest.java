package io.saleproof.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.saleproof.store.TestStore;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Uploads that never end take neither the memory nor the time of others. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@TestProfile(BodyBudgetTest.Small.class)
class BodyBudgetTest {

  @TestHTTPResource URL base;

  /** Room for one large body, for a short time. */
  public static final class Small implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "saleproof.http.max-body-bytes-in-flight", "100000",
          "saleproof.http.body-timeout", "PT2S");
    }
  }

  @Test
  void bodiesBeyondTheBudgetAreRefusedAndTheRestGoesOn() throws IOException {
    try (Socket unfinished = promise(90_000)) {
      Awaitility.await()
          .untilAsserted(
              () ->
                  large()
                      .then()
                      .statusCode(503)
                      .header("Retry-After", "1")
                      .body("code", equalTo("overloaded"))
                      .body("retryable", equalTo(true)));
      given().get("/v1/categories").then().statusCode(200);
    }
    Awaitility.await().untilAsserted(() -> large().then().statusCode(400));
  }

  @Test
  void bodyThatIsTooSlowLosesItsConnection() throws IOException {
    try (Socket slow = promise(90_000)) {
      slow.setSoTimeout(20_000);

      assertThat(slow.getInputStream().read()).as("closed by the server").isNegative();
    }
    Awaitility.await().untilAsserted(() -> large().then().statusCode(400));
  }

  /** A body of 50,000 bytes that is no order. */
  private static Response large() {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", "large")
        .body("{\"x\": \"" + "x".repeat(50_000) + "\"}")
        .post("/v1/orders");
  }

  private Socket promise(int bytes) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    String head =
        "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Idempotency-Key: k\r\nContent-Length: "
            + bytes
            + "\r\n\r\n{";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }
}
