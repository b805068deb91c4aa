package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchedEnvironmentTest {

  @Test
  void tracesOnlyWhenACollectorIsNamed() {
    assertThat(properties(Map.of())).doesNotContainKey("quarkus.otel.sdk.disabled");
    assertThat(
            properties(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://collector:4318",
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    "http/protobuf")))
        .containsEntry("quarkus.otel.sdk.disabled", "false")
        .containsEntry("quarkus.otel.exporter.otlp.endpoint", "http://collector:4318")
        .containsEntry("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
  }

  @Test
  void logsInJsonAndHidesTheCollectionsOutsideTheEmbeddedMode() {
    assertThat(properties(Map.of()))
        .containsEntry("quarkus.log.console.json.enabled", "false")
        .containsEntry("saleproof.collections.enabled", "true");
    assertThat(
            properties(
                Map.of(
                    "MONGODB_URL",
                    "mongodb://db",
                    "ACCESS",
                    "open",
                    "SESSION_KEYS",
                    EnvironmentTest.SESSION_KEYS)))
        .containsEntry("quarkus.log.console.json.enabled", "true")
        .containsEntry("saleproof.collections.enabled", "false");
  }

  @ParameterizedTest
  @CsvSource({
    "COLLECTIONS_API, yes",
    "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4317",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://",
    "OTEL_EXPORTER_OTLP_PROTOCOL, udp"
  })
  void namesTheVariableThatIsWrong(String variable, String value) {
    assertThatThrownBy(() -> Environment.read(Map.of(variable, value)))
        .isInstanceOf(Environment.Mistake.class)
        .hasMessageStartingWith(variable + " must be ");
  }

  private static Map<String, String> properties(Map<String, String> variables) {
    return Environment.read(variables).toProperties("mongodb://127.0.0.1:1", Optional.empty());
  }
}
