package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private static TokenCodec codec(String keys) {
    return new TokenCodec(KeyRing.parse(keys), 1, Duration.ofSeconds(60));
  }

  private static String key(String id) {
    return KeyRing.made().replace("made:", id + ":");
  }

  @Test
  void firstSignsAndAllVerify() {
    String one = key("one");
    String two = key("two");
    String signedByOne = codec(one).issue(SessionState.NONE, NOW);
    String signedByTwo = codec(two + "," + one).issue(SessionState.NONE, NOW);
    assertThat(codec(two + ", " + one).open(signedByOne, NOW))
        .isEqualTo(new OpenedToken.Valid(SessionState.NONE));
    assertThat(codec(two).open(signedByTwo, NOW))
        .isEqualTo(new OpenedToken.Valid(SessionState.NONE));
    assertThat(codec(two).open(signedByOne, NOW))
        .isEqualTo(new OpenedToken.Ignored(TokenFault.FORGED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a:",
        ":MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "a b:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNk",
        "a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=,",
        "a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=,a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=MDEy"
      })
  void refusesWhatIsNoRingWithoutRepeatingKeys(String text) {
    assertThatThrownBy(() -> KeyRing.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("MDEy");
  }

  @Test
  void takesKeysInBothAlphabets() {
    byte[] secret = new byte[KeyRing.MIN_KEY_BYTES];
    java.util.Arrays.fill(secret, (byte) 0xfb);
    String usual = "a:" + Base64.getEncoder().encodeToString(secret);
    String ofAddresses = "a:" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    assertThat(usual).contains("+");
    assertThat(codec(ofAddresses).open(codec(usual).issue(SessionState.NONE, NOW), NOW))
        .isInstanceOf(OpenedToken.Valid.class);
  }

  @Test
  void tellsNoKey() {
    String made = KeyRing.made();
    assertThat(KeyRing.parse(made).toString()).doesNotContain(made.substring(5));
  }
}
