package io.saleproof.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {

  @Test
  void takesDefaultsForWhatIsBlank() {
    Variables variables = new Variables(Map.of("HTTP_PORT", "  ", "LOG_QUORUM", ""));
    assertThat(variables.port(30_000)).isEqualTo(30_000);
    assertThat(variables.flag("LOG_QUORUM", true)).isTrue();
    assertThat(variables.address("NODE_ADDRESS")).isEmpty();
  }

  @Test
  void readsAddressesWithAndWithoutScheme() {
    Variables variables = new Variables(Map.of("A", "http://node1:8080/", "B", " 10.0.0.1:8081 "));
    assertThat(variables.address("A")).hasValue(URI.create("http://node1:8080"));
    assertThat(variables.address("B")).hasValue(URI.create("http://10.0.0.1:8081"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node1",
        "https://node1:1",
        "http://node1:1/path",
        "http://me@node1:1",
        "http://node1:70000",
        "http://node1:1?x=y",
        "http://a b:1"
      })
  void refusesWhatIsNoAddress(String value) {
    Variables variables = new Variables(Map.of("NODE_ADDRESS", value));
    assertThatThrownBy(() -> variables.address("NODE_ADDRESS"))
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith("NODE_ADDRESS must be an address")
        .hasMessageContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "80x", "-1", "99999999999"})
  void refusesWhatIsNoPort(String value) {
    Variables variables = new Variables(Map.of("HTTP_PORT", value));
    assertThatThrownBy(() -> variables.port(8080))
        .isInstanceOf(SettingMistake.class)
        .hasMessage("HTTP_PORT must be a number from 1 to 65535, not '" + value + "'.");
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> new Variables(Map.of()).required("NODE_NAME", "nodes tell each other"))
        .hasMessage("NODE_NAME must be set: nodes tell each other.");
  }

  @Test
  void tellsInOneLineEvenWhatHasSeveral() {
    assertThatThrownBy(() -> new Variables(Map.of("F", "a\nb")).flag("F", true))
        .hasMessage("F must be 'true' or 'false', not 'a?b'.");
  }
}
