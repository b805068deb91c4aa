package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.server.SettingMistake;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

  @Test
  void readsWordsInAnyOrder() {
    assertThat(Faults.parse("delay:0..500ms, error-after-store:0.3,error-before-store:1"))
        .isEqualTo(new Faults(1, 0.3, Duration.ZERO, Duration.ofMillis(500)));
    assertThat(Faults.parse("delay:20ms").mostDelay()).isEqualTo(Duration.ofMillis(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "crash:0.1",
        "error-after-store",
        "error-after-store:1.1",
        "error-after-store:-0.1",
        "error-after-store:x",
        "delay:500..0ms",
        "delay:5s",
        "delay:0..99999999ms",
        "delay:0..5ms,,delay:1ms"
      })
  void refusesWhatItDoesNotKnow(String words) {
    assertThatThrownBy(() -> Faults.parse(words))
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith("LOG_FAULTS (--faults) must be");
  }
}
