package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RequestTimersTest {

  private static final long NANOS = 1_000;

  @Inject RequestTimers timers;
  @Inject MeterRegistry registry;

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/products/timed1, 200, /v1/products/{sku}, SUCCESS",
    "GET, /v1/products/timed1, 404, /v1/products/{sku}, CLIENT_ERROR",
    "GET, /v1/idempotency-keys/a/b, 200, /v1/idempotency-keys/{key}, SUCCESS",
    "POST, /v1/products/import, 200, /v1/products/import, SUCCESS",
    "GET, /timed1/users, 304, /{collection}/users, REDIRECTION",
    "GET, /, 200, root, SUCCESS",
    "GET, /openapi, 200, /openapi, SUCCESS",
    "GET, /docs/index.css, 200, /docs, SUCCESS",
    "GET, /timed1/timed2/timed3, 404, NOT_FOUND, CLIENT_ERROR",
    "GET, /timed1/timed2/timed3, 302, REDIRECTION, REDIRECTION",
    "GET, /timed1/timed2/timed3, 400, other, CLIENT_ERROR",
    "GET, /timed1/timed2/timed3, 500, other, SERVER_ERROR",
  })
  void countsByTemplateStatusAndOutcome(
      String method, String path, int status, String uri, String outcome) {
    long before = count(method, uri, status, outcome);

    timers.ended(method, path, status, NANOS);

    assertThat(count(method, uri, status, outcome)).isEqualTo(before + 1);
  }

  @Test
  void givesMethodsThatClientsInventOneName() {
    long before = count("other", "/v1/products", 405, "CLIENT_ERROR");

    timers.ended("MADE1", "/v1/products", 405, NANOS);
    timers.ended("MADE2", "/v1/products", 405, NANOS);

    assertThat(count("other", "/v1/products", 405, "CLIENT_ERROR")).isEqualTo(before + 2);
  }

  @Test
  void leavesOutWhatTheInstanceIsAskedOfItself() {
    timers.ended("GET", "/q/health/ready", 418, NANOS);

    assertThat(registry.find(RequestTimers.NAME).tag("status", "418").timer()).isNull();
  }

  private long count(String method, String uri, int status, String outcome) {
    @Nullable Timer timer =
        registry
            .find(RequestTimers.NAME)
            .tags("method", method, "uri", uri, "status", "" + status, "outcome", outcome)
            .timer();
    return timer == null ? 0 : Objects.requireNonNull(timer).count();
  }
}
