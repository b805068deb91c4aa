package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tokens of one request say together. */
class SessionTokensTest {

  private final KeyRing keys = KeyRing.parse(KeyRing.made());
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  private final SessionTokens tokens =
      new SessionTokens(keys, () -> 42, () -> now, new SettingsForTests(false));

  @Test
  void tokenThatHasForgottenAllItSaysCountsNevertheless() {
    SeenThings seen = SeenThings.NONE.with("a", 7, now.toEpochMilli());
    String token = tokens.issue(new SessionState(SessionTimes.NONE, seen));
    assertThat(tokens.open(List.of(token)).state().things()).isEqualTo(seen);
    now = now.plus(Duration.ofSeconds(31));

    SessionTokens.Presented presented = tokens.open(List.of(token));

    assertThat(presented.state()).isEqualTo(SessionState.NONE);
    assertThat(presented.counted()).isTrue();
  }

  @Test
  void ignoredTokensDontCount() {
    assertThat(tokens.open(List.of()).counted()).isFalse();
    assertThat(tokens.open(List.of("another-program's")).counted()).isFalse();
    String token = tokens.issue(SessionState.NONE);
    assertThat(tokens.open(List.of("another-program's", token)).counted()).isTrue();
  }
}
