package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCodecTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final long CLUSTER = 0x5a1e_9f00_1234_5678L;
  private static final int MUTATIONS = 50_000;
  private static final long SEED = 20_261_121;

  private final KeyRing keys = KeyRing.parse(KeyRing.made());
  private final TokenCodec codec = new TokenCodec(keys, CLUSTER, SKEW);

  private static long timestamp(Instant at) {
    return at.getEpochSecond() << 32 | 7;
  }

  private static SessionState state(Instant clusterTime, Instant operationTime, int things) {
    byte[] hash = new byte[ClusterTime.HASH_BYTES];
    Arrays.fill(hash, (byte) 0xa5);
    SeenThings seen = new SeenThings(List.of(), NOW.toEpochMilli() - 9_000);
    for (int i = 0; i < things; i++) {
      seen = seen.with("thing " + i, i, NOW.toEpochMilli() - i);
    }
    return new SessionState(
        new SessionTimes(
            new ClusterTime(timestamp(clusterTime), hash, 6_999_999_999_999_999_999L),
            timestamp(operationTime)),
        seen);
  }

  private static OpenedToken ignored(TokenFault fault) {
    return new OpenedToken.Ignored(fault);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SeenThings.MAX})
  void whatItIssuesItOpens(int things) {
    SessionState state = state(NOW, NOW.minusSeconds(1), things);
    assertThat(codec.open(codec.issue(state, NOW), NOW)).isEqualTo(new OpenedToken.Valid(state));
  }

  @Test
  void longestTokenIsShorterThanAKibibyte() {
    String longest = codec.issue(state(NOW, NOW, SeenThings.MAX), NOW);
    assertThat(longest).hasSize(TokenCodec.MAX_CHARS).hasSizeLessThan(1_024);
    assertThat(longest).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void tokenOfAnotherKeyIsForged() {
    String token =
        new TokenCodec(KeyRing.parse(KeyRing.made()), CLUSTER, SKEW).issue(state(NOW, NOW, 2), NOW);
    assertThat(codec.open(token, NOW)).isEqualTo(ignored(TokenFault.FORGED));
  }

  @Test
  void tokenOfAnUnknownKeyIsForged() {
    KeyRing other = KeyRing.parse(KeyRing.made().replace("made:", "other:"));
    String token = new TokenCodec(other, CLUSTER, SKEW).issue(state(NOW, NOW, 2), NOW);
    assertThat(codec.open(token, NOW)).isEqualTo(ignored(TokenFault.FORGED));
  }

  @Test
  void tokenOfAnotherClusterIsForeign() {
    String token = new TokenCodec(keys, CLUSTER + 1, SKEW).issue(state(NOW, NOW, 2), NOW);
    assertThat(codec.open(token, NOW)).isEqualTo(ignored(TokenFault.FOREIGN));
  }

  @Test
  void timesAheadAreOfTheFuture() {
    long century = Duration.ofDays(36_525).toSeconds();
    // A timestamp's seconds end in 2106.
    for (long ahead = 1; ahead <= century; ahead = ahead * 3 / 2 + 1) {
      Instant later = NOW.plusSeconds(ahead);
      OpenedToken expected = ahead <= SKEW.toSeconds() ? null : ignored(TokenFault.FUTURE);
      List<String> tokens =
          List.of(
              codec.issue(state(NOW, NOW, 0), later),
              ahead > 2_400_000_000L ? "" : codec.issue(state(later, NOW, 0), NOW),
              ahead > 2_400_000_000L ? "" : codec.issue(state(NOW, later, 0), NOW),
              codec.issue(
                  new SessionState(
                      SessionTimes.NONE, new SeenThings(List.of(), later.toEpochMilli())),
                  NOW),
              codec.issue(
                  new SessionState(
                      SessionTimes.NONE, SeenThings.NONE.with("a", 1, later.toEpochMilli())),
                  NOW));
      for (String token : tokens) {
        if (!token.isEmpty()) {
          OpenedToken opened = codec.open(token, NOW);
          if (expected == null) {
            assertThat(opened).isInstanceOf(OpenedToken.Valid.class);
          } else {
            assertThat(opened).as("%d s ahead", ahead).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void timestampsPastTheSignBitAreOfTheFuture() {
    SessionState state = new SessionState(new SessionTimes(ClusterTime.NONE, -1), SeenThings.NONE);
    assertThat(codec.open(codec.issue(state, NOW), NOW)).isEqualTo(ignored(TokenFault.FUTURE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "=", "a", "====", "0", "null", "ä", "\u0000", "a b", "AQ==", "\uD83D\uDE00"})
  void whatIsNoTokenIsMalformed(String text) {
    assertThat(codec.open(text, NOW)).isEqualTo(ignored(TokenFault.MALFORMED));
    assertThat(codec.open(text.repeat(100_000), NOW)).isEqualTo(ignored(TokenFault.MALFORMED));
  }

  /** Well shaped but for that: were it read to its end, only its signature would be wrong. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void whatIsLongerThanAnyTokenIsMalformed(int more) {
    byte[] bytes = new byte[TokenCodec.MAX_BYTES + more * TokenCodec.THING_BYTES];
    bytes[0] = TokenCodec.VERSION;
    assertThat(codec.open(TokenText.encode(bytes), NOW)).isEqualTo(ignored(TokenFault.MALFORMED));
  }

  @Test
  void eachTokenHasOneTextOnly() {
    for (int things = 0; things <= SeenThings.MAX; things++) {
      String token = codec.issue(state(NOW, NOW, things), NOW);
      assertThat(codec.open(token + "=", NOW)).isEqualTo(ignored(TokenFault.MALFORMED));
      assertThat(codec.open(token + "A", NOW)).isInstanceOf(OpenedToken.Ignored.class);
      char last = token.charAt(token.length() - 1);
      for (char other = 0; other < 256; other++) {
        if (other != last) {
          assertThat(codec.open(token.substring(0, token.length() - 1) + other, NOW))
              .isInstanceOf(OpenedToken.Ignored.class);
        }
      }
    }
  }

  @Test
  void noMutatedTokenIsAccepted() {
    Mutations mutations = new Mutations(new Random(SEED), NOW);
    Map<TokenFault, Integer> faults = new EnumMap<>(TokenFault.class);
    for (int i = 0; i < MUTATIONS; i++) {
      int things = i % (SeenThings.MAX + 1);
      String token = codec.issue(state(NOW.minusSeconds(i % 50), NOW, things), NOW);
      String mutated = mutations.of(token);
      OpenedToken opened = codec.open(mutated, NOW);
      assertThat(opened)
          .as("%s, mutated from %s", mutated, token)
          .isInstanceOf(OpenedToken.Ignored.class);
      faults.merge(((OpenedToken.Ignored) opened).fault(), 1, Integer::sum);
    }
    assertThat(faults.keySet()).contains(TokenFault.FORGED, TokenFault.MALFORMED);
    assertThat(faults.get(TokenFault.FORGED)).isGreaterThan(MUTATIONS / 4);
  }

  /** Each one is as good as a token can be made without the key. */
  @Test
  void fieldsSetByHandAreNotAccepted() {
    String token = codec.issue(state(NOW, NOW, 3), NOW);
    byte[] bytes = TokenText.decode(token, TokenCodec.MAX_CHARS).bytes();
    for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
      for (long value : new long[] {0, 1, -1, Long.MAX_VALUE, CLUSTER}) {
        ByteBuffer changed = ByteBuffer.wrap(bytes.clone());
        changed.putLong(at, value);
        if (!Arrays.equals(changed.array(), bytes)) {
          assertThat(codec.open(TokenText.encode(changed.array()), NOW))
              .isInstanceOf(OpenedToken.Ignored.class);
        }
      }
    }
  }
}
