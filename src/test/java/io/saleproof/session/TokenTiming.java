package io.saleproof.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures whether the time to refuse a token tells where its first wrong byte is: a program, as
 * what it finds depends on the machine. It prints, for each position, the median of many rounds in
 * random order, and how far medians differ for tokens that are all alike.
 */
public final class TokenTiming {

  private static final int ROUNDS = 400;
  private static final int CALLS_A_ROUND = 200;
  private static final int WARM_UP_ROUNDS = 100;
  private static final int POSITIONS = 16;
  private static final int REPEATS = 4;
  private static final int THINGS = 3;
  private static final int PERCENT = 100;

  /** Keeps results from being thought of as unused. */
  private static int sink;

  private TokenTiming() {}

  /** A kind of wrong token, and what each round took per call. */
  private record Kind(String name, String token, List<Long> nanos) {
    long median() {
      List<Long> sorted = new ArrayList<>(nanos);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }
  }

  public static void main(String... arguments) {
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    TokenCodec codec = new TokenCodec(KeyRing.parse(KeyRing.made()), 1, Duration.ofSeconds(60));
    SeenThings things = SeenThings.NONE;
    for (int i = 0; i < THINGS; i++) {
      things = things.with("thing " + i, i, now.toEpochMilli());
    }
    SessionTimes times = new SessionTimes(ClusterTime.NONE, now.getEpochSecond() << 32);
    String token = codec.issue(new SessionState(times, things), now);
    List<Kind> kinds = kinds(token);
    measure(codec, now, kinds, WARM_UP_ROUNDS);
    kinds.forEach(kind -> kind.nanos().clear());
    measure(codec, now, kinds, ROUNDS);
    report(kinds);
  }

  private static List<Kind> kinds(String token) {
    List<Kind> kinds = new ArrayList<>();
    byte[] bytes = TokenText.decode(token, TokenCodec.MAX_CHARS).bytes();
    for (int i = 0; i < POSITIONS; i++) {
      // From the first byte after the version, so that all are of one form, to the last.
      int at = 1 + i * (bytes.length - 2) / (POSITIONS - 1);
      byte[] wrong = bytes.clone();
      wrong[at] ^= 1;
      kinds.add(new Kind("wrong at byte " + at, TokenText.encode(wrong), new ArrayList<>()));
    }
    byte[] alike = bytes.clone();
    alike[bytes.length - 1] ^= 1;
    for (int i = 0; i < REPEATS; i++) {
      kinds.add(new Kind("the same again", TokenText.encode(alike), new ArrayList<>()));
    }
    kinds.add(new Kind("genuine", token, new ArrayList<>()));
    return kinds;
  }

  private static void measure(TokenCodec codec, Instant now, List<Kind> kinds, int rounds) {
    Random random = new Random(1);
    List<Kind> order = new ArrayList<>(kinds);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (Kind kind : order) {
        long begun = System.nanoTime();
        for (int call = 0; call < CALLS_A_ROUND; call++) {
          sink += codec.open(kind.token(), now).hashCode();
        }
        kind.nanos().add((System.nanoTime() - begun) / CALLS_A_ROUND);
      }
    }
  }

  private static void report(List<Kind> kinds) {
    for (Kind kind : kinds) {
      System.out.printf("%-20s %5d ns%n", kind.name(), kind.median());
    }
    System.out.printf(
        "by position: %.1f %% between the fastest and the slowest; for equal tokens: %.1f %%%n",
        spread(kinds.stream().filter(kind -> kind.name().startsWith("wrong")).toList()),
        spread(kinds.stream().filter(kind -> kind.name().startsWith("the same")).toList()));
    System.out.printf("(%d rounds of %d calls each)%n", ROUNDS, CALLS_A_ROUND);
  }

  private static double spread(List<Kind> kinds) {
    long[] medians = kinds.stream().mapToLong(Kind::median).toArray();
    long least = Arrays.stream(medians).min().orElseThrow();
    long most = Arrays.stream(medians).max().orElseThrow();
    return (double) PERCENT * (most - least) / least;
  }
}
