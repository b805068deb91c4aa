package io.saleproof.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.http.KeptLines;
import io.saleproof.store.TestStore;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Noise is told in the request's own line, and in no line of a fault. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class NoiseInTheLogTest {

  private final KeptLines requests = KeptLines.ofRequests();
  private final KeptLines all = KeptLines.ofAll();

  @AfterEach
  void stopListening() {
    requests.close();
    all.close();
  }

  private ExtLogRecord lineOf(String id) {
    return Awaitility.await().until(() -> found(id), Optional::isPresent).orElseThrow();
  }

  private Optional<ExtLogRecord> found(String id) {
    return requests.lines().stream()
        .filter(line -> id.equals(line.getMdc("requestId")))
        .findFirst();
  }

  @Test
  void staleVersionsAndIgnoredTokensAreNamed() {
    given()
        .header("X-Request-Id", "noisy")
        .header(SessionHeaders.TOKEN, "x")
        .post("/session-probe/problem/STALE_VERSION");
    ExtLogRecord line = lineOf("noisy");
    // In the order in which they were met.
    assertThat(line.getMdc("noise")).isEqualTo("stale-version,token-malformed");
    assertThat(line.getLevel()).isEqualTo(Level.INFO);
    assertThat(line.getFormattedMessage()).endsWith(" noise=stale-version,token-malformed");
    assertThat(all.lines()).noneMatch(any -> any.getLevel().intValue() > Level.INFO.intValue());
  }

  @Test
  void othersSayNothingOfIt() {
    given().header("X-Request-Id", "silent").get("/session-probe/virtual");
    ExtLogRecord line = lineOf("silent");
    assertThat(line.getMdc("noise")).isNull();
    assertThat(line.getFormattedMessage()).doesNotContain("noise");
  }
}
