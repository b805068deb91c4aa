package io.saleproof.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.http.RequestLog;
import io.saleproof.store.TestStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Noise is told in the request's own line, and in no line of a fault. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class NoiseInTheLogTest {

  private final List<ExtLogRecord> requests = new CopyOnWriteArrayList<>();
  private final List<LogRecord> all = new CopyOnWriteArrayList<>();
  private final Handler ofRequests = new Keeping(requests);
  private final Handler ofAll = new Keeping(all);

  /** Keeps lines with their fields. */
  private static final class Keeping extends Handler {
    private final List<? super ExtLogRecord> lines;

    private Keeping(List<? super ExtLogRecord> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      ExtLogRecord copy = ExtLogRecord.wrap(line);
      copy.copyMdc();
      lines.add(copy);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    Logger.getLogger(RequestLog.CATEGORY).addHandler(ofRequests);
    Logger.getLogger(RequestLog.CATEGORY).setLevel(Level.INFO);
    Logger.getLogger("").addHandler(ofAll);
  }

  @AfterEach
  void stopListening() {
    Logger.getLogger(RequestLog.CATEGORY).removeHandler(ofRequests);
    Logger.getLogger(RequestLog.CATEGORY).setLevel(null);
    Logger.getLogger("").removeHandler(ofAll);
  }

  private ExtLogRecord lineOf(String id) {
    Awaitility.await()
        .until(() -> requests.stream().anyMatch(line -> id.equals(line.getMdc("requestId"))));
    return requests.stream()
        .filter(line -> id.equals(line.getMdc("requestId")))
        .findFirst()
        .orElseThrow();
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
    assertThat(all).noneMatch(any -> any.getLevel().intValue() > Level.INFO.intValue());
  }

  @Test
  void othersSayNothingOfIt() {
    given().header("X-Request-Id", "silent").get("/v1/products");
    ExtLogRecord line = lineOf("silent");
    assertThat(line.getMdc("noise")).isNull();
    assertThat(line.getFormattedMessage()).doesNotContain("noise");
  }
}
