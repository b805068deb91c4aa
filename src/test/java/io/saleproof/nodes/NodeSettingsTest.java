package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {

  private static final Map<String, String> ENOUGH =
      Map.of(
          "NODE_NAME", "node-1",
          "REDIS_URL", "redis://127.0.0.1:6379",
          "REGISTRY_REDIS_URL", "redis://127.0.0.1:6380");

  private static NodeSettings read(String variable, String value) {
    Map<String, String> variables = new HashMap<>(ENOUGH);
    variables.put(variable, value);
    return NodeSettings.read(new Variables(variables));
  }

  @Test
  void listensOnLoopbackUnlessOthersReachItElsewhere() {
    assertThat(read("HTTP_PORT", "8081").host()).isEqualTo("127.0.0.1");
    assertThat(read("HTTP_PORT", "8081").self().address()).hasToString("http://127.0.0.1:8081");
    assertThat(read("NODE_ADDRESS", "http://localhost:8080").host()).isEqualTo("127.0.0.1");
    assertThat(read("NODE_ADDRESS", "node-1:8080").host()).isEqualTo("0.0.0.0");
  }

  @Test
  void takesTheDurationsOfTheDocumentation() {
    NodeSettings usual = NodeSettings.read(new Variables(ENOUGH));
    assertThat(usual.tombstoneLife()).isEqualTo(Duration.ofDays(7));
    assertThat(usual.compareEvery()).isEqualTo(Duration.ofMinutes(5));
    assertThat(read("NODE_CLOCK_OFFSET_SECONDS", "-600").clockOffset())
        .isEqualTo(Duration.ofMinutes(-10));
  }

  @Test
  void namesTheVariableThatCannotBeUsed() {
    Map.of(
            "NODE_NAME", "a b",
            "NODE_ADDRESS", "http://",
            "REDIS_URL", "redis://a,redis://b",
            "REGISTRY_REDIS_URL", "http://a:1",
            "NODE_TOMBSTONE_HOURS", "0",
            "NODE_COMPARE_SECONDS", "x",
            "NODE_QUEUE_LIMIT", "-1",
            "NODE_LIST_SECONDS", "1",
            "NODE_CLOCK_OFFSET_SECONDS", "3601")
        .forEach(
            (variable, value) ->
                assertThatThrownBy(() -> read(variable, value))
                    .isInstanceOf(SettingMistake.class)
                    .hasMessageContaining(variable));
  }

  @Test
  void namesEachVariableThatIsMissing() {
    for (String variable : ENOUGH.keySet()) {
      assertThatThrownBy(() -> read(variable, ""))
          .isInstanceOf(SettingMistake.class)
          .hasMessageContaining(variable + " must be set");
    }
  }
}
