package io.saleproof.log;

import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.server.SettingMistake;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong in a secondary on purpose, for demonstrations and tests: {@code
 * error-after-store:0.3,delay:0..500ms}.
 *
 * @param errorBefore how likely it answers 500 before it has stored a batch
 * @param errorAfter how likely after
 * @param leastDelay how long it waits at least before it looks at a batch
 * @param mostDelay at most
 */
record Faults(double errorBefore, double errorAfter, Duration leastDelay, Duration mostDelay) {

  static final Faults NONE = new Faults(0, 0, Duration.ZERO, Duration.ZERO);

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
  private static final Pattern CHANCE = Pattern.compile("(0(?:\\.[0-9]{1,6})?|1(?:\\.0{1,6})?)");
  private static final Pattern DELAY = Pattern.compile("([0-9]{1,6})(?:\\.\\.([0-9]{1,6}))?ms");

  /**
   * @throws SettingMistake if a word is unknown or a value is none
   */
  static Faults parse(String text) {
    Faults faults = NONE;
    for (String fault : text.split(",", -1)) {
      String[] parts = fault.strip().split(":", 2);
      String value = parts.length == 2 ? parts[1].strip() : "";
      faults =
          switch (parts[0].strip()) {
            case "error-before-store" -> faults.withErrorBefore(chance(fault, value));
            case "error-after-store" -> faults.withErrorAfter(chance(fault, value));
            case "delay" -> faults.withDelay(fault, value);
            default -> throw mistake(fault);
          };
    }
    return faults;
  }

  private Faults withErrorBefore(double chance) {
    return new Faults(chance, errorAfter, leastDelay, mostDelay);
  }

  private Faults withErrorAfter(double chance) {
    return new Faults(errorBefore, chance, leastDelay, mostDelay);
  }

  private Faults withDelay(String fault, String value) {
    Matcher delay = DELAY.matcher(value);
    if (!delay.matches()) {
      throw mistake(fault);
    }
    Duration least = Duration.ofMillis(Long.parseLong(delay.group(1)));
    Duration most =
        delay.group(2) == null ? least : Duration.ofMillis(Long.parseLong(delay.group(2)));
    if (least.compareTo(most) > 0 || most.compareTo(LONGEST_DELAY) > 0) {
      throw mistake(fault);
    }
    return new Faults(errorBefore, errorAfter, least, most);
  }

  private static double chance(String fault, String value) {
    if (!CHANCE.matcher(value).matches()) {
      throw mistake(fault);
    }
    return Double.parseDouble(value);
  }

  private static SettingMistake mistake(String fault) {
    return new SettingMistake(
        "LOG_FAULTS (--faults) must be words such as error-after-store:0.3,"
            + " error-before-store:0.1 or delay:0..500ms, not '"
            + fault
            + "'.");
  }

  boolean isNone() {
    return equals(NONE);
  }

  void beforeStoring(RandomGenerator random) throws InterruptedException {
    long spread = mostDelay.toMillis() - leastDelay.toMillis();
    Thread.sleep(leastDelay.toMillis() + (spread == 0 ? 0 : random.nextLong(spread + 1)));
    failWith(errorBefore, random);
  }

  void afterStoring(RandomGenerator random) {
    failWith(errorAfter, random);
  }

  private static void failWith(double chance, RandomGenerator random) {
    if (random.nextDouble() < chance) {
      throw Problem.of(ProblemCode.INTERNAL_ERROR, "A fault that was asked for").asException();
    }
  }
}
