package io.saleproof.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What can be done to a token without its key, or with another key, cluster or time. */
final class Mutations {

  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final Random random;
  private final Instant now;
  private final KeyRing otherKeys = KeyRing.parse(KeyRing.made());
  private String before = "";

  Mutations(Random random, Instant now) {
    this.random = random;
    this.now = now;
  }

  /** Always another text than the token and the one before. */
  String of(String token) {
    String mutated = token;
    while (mutated.equals(token) || mutated.equals(before)) {
      mutated =
          switch (random.nextInt(9)) {
            case 0, 1 -> bitFlipped(token);
            case 2 -> token.substring(0, random.nextInt(token.length()));
            case 3 -> token.substring(1 + random.nextInt(token.length() - 1));
            case 4 -> swapped(token);
            case 5 -> spliced(token, before.isEmpty() ? token : before);
            case 6 -> oneCharacter(token);
            case 7 -> token + oneOf(List.of("A", "=", " ", "AA", "AAAA", token, "\u00e9"));
            default -> otherIssue();
          };
    }
    before = token;
    return mutated;
  }

  private String bitFlipped(String token) {
    byte[] bytes = TokenText.decode(token, TokenCodec.MAX_CHARS).bytes();
    int flips = 1 + random.nextInt(3);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return TokenText.encode(bytes);
  }

  private String swapped(String token) {
    int length = 1 + random.nextInt(token.length() / 2);
    int one = random.nextInt(token.length() - 2 * length + 1);
    int two = one + length + random.nextInt(token.length() - one - 2 * length + 1);
    return token.substring(0, one)
        + token.substring(two, two + length)
        + token.substring(one + length, two)
        + token.substring(one, one + length)
        + token.substring(two + length);
  }

  private String spliced(String token, String other) {
    int at = 1 + random.nextInt(Math.min(token.length(), other.length()) - 1);
    return token.substring(0, at) + other.substring(at);
  }

  private String oneCharacter(String token) {
    int at = random.nextInt(token.length());
    char to =
        random.nextInt(4) == 0
            ? (char) (' ' + random.nextInt(94))
            : ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    return token.substring(0, at) + to + token.substring(at + 1);
  }

  /** Signed as it should be, with a key or for a time that nobody should have. */
  private String otherIssue() {
    Instant at = random.nextBoolean() ? now : now.plusSeconds(1 + random.nextInt(1 << 30));
    SessionTimes times =
        new SessionTimes(ClusterTime.NONE, at.getEpochSecond() << 32 | random.nextInt(100));
    return new TokenCodec(otherKeys, random.nextLong(), SKEW)
        .issue(new SessionState(times, SeenThings.NONE), at);
  }

  private String oneOf(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }
}
