package io.saleproof.metrics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.http.KeptLines;
import io.saleproof.store.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
@QuarkusTestResource(value = TraceCollector.class, restrictToAnnotatedClass = true)
class TracingTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final KeptLines requests = KeptLines.ofRequests();

  @AfterEach
  void stopListening() {
    requests.close();
  }

  @Test
  void exportsTheRequestAndItsCommandsButNotTheirContent() {
    given().get("/traced/users/SecretName").then().statusCode(404);

    await()
        .untilAsserted(
            () ->
                assertThat(TraceCollector.RECEIVED)
                    .anyMatch(body -> body.contains("/{collection}/users/{name}"))
                    .anyMatch(body -> body.contains("mongodb find")));
    assertThat(TraceCollector.RECEIVED)
        .filteredOn(body -> body.contains("mongodb find"))
        .noneMatch(body -> body.contains("$db"));
  }

  @Test
  void goesOnWithTheCallersTraceAndLogsItsId() {
    given()
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .header("X-Request-Id", "traced-1")
        .get("/traced/count")
        .then()
        .statusCode(200);

    await().untilAsserted(() -> assertThat(requests.lines()).isNotEmpty());
    assertThat(requests.lines().getFirst().getMdcCopy())
        .containsEntry("requestId", "traced-1")
        .containsEntry("traceId", TRACE)
        .containsEntry("method", "GET")
        .containsEntry("path", "/traced/count")
        .containsEntry("status", "200")
        .containsKey("millis");
  }
}
