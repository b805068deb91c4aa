package io.saleproof.chaos;

import java.util.ArrayList;
import java.util.List;

/** Says what came of it: a table of the faults, and which checks hold. */
final class Verdict {

  /** As {@code saleproof.cache.loads} has it by default. */
  static final int LOADS_AT_ONCE = 16;

  /** Promise 19: so soon everything is answered, whatever is away but the database. */
  private static final int LONGEST_MILLIS = 5_000;

  private static final int FEWEST_ANSWERS = 1_000;
  private static final int PERCENT = 100;

  private final List<Boolean> checks = new ArrayList<>();

  private Verdict() {}

  /**
   * @param complete whether the shops told their metrics to the end
   * @return whether every check holds
   */
  static boolean of(Book book, Course course, Load load, boolean complete) {
    book.mistakes().forEach(mistake -> System.out.println("  WRONG  " + mistake));
    System.out.printf(
        "%,d requests, by status %s; %,d answers about a product checked%n",
        load.requests(), book.statuses(), book.answers());
    table(course);
    Verdict verdict = new Verdict();
    verdict.check(book.mistakes().isEmpty(), "no wrong answer, no 5xx, none missing");
    verdict.check(complete && book.answers() >= FEWEST_ANSWERS, "answers were checked to the end");
    double slowest = course.most(Figures.Sample::slowest);
    verdict.check(
        slowest <= LONGEST_MILLIS,
        "the slowest answer took %.0f ms, of %d at most",
        slowest,
        LONGEST_MILLIS);
    int most = (int) course.most(Figures.Sample::atOnce);
    verdict.check(
        most <= LOADS_AT_ONCE + load.mostWriting(),
        "a shop read %d products at once from the database at most; it may read %d, and one for"
            + " each of %d writes",
        most,
        LOADS_AT_ONCE,
        load.mostWriting());
    // Nothing to compare with is no proof.
    verdict.check(
        course.hitsBefore() > 0,
        "%.1f %% hits before the first fault",
        PERCENT * course.hitsBefore());
    for (Course.Passage one : course.passages()) {
      verdict.check(one.isBack(), "back to normal after: %s", one.fault().name());
    }
    return verdict.checks.stream().allMatch(held -> held);
  }

  private static void table(Course course) {
    System.out.println(
        "| at | what | reads/s before | most reads/s | at once | least hits | stale/s |"
            + " slowest answer | cluster whole | back to normal |");
    System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for (Course.Passage one : course.passages()) {
      System.out.printf(
          "| %.1f to %.1f s | %s | %.0f | %.0f | %d | %.0f %% | %.0f | %.0f ms | %.1f s after | %s |%n",
          one.fault().from(),
          one.fault().to(),
          one.fault().name(),
          one.readsBefore(),
          one.readsMost(),
          one.atOnce(),
          PERCENT * one.hits(),
          one.stale(),
          one.slowest(),
          one.fault().whole() - one.fault().to(),
          back(one));
    }
  }

  private static String back(Course.Passage one) {
    if (!one.isBack()) {
      return "not before the next one";
    }
    return one.whileItLasted()
        ? "%.1f s after it began".formatted(one.back())
        : "%.1f s after it ended".formatted(one.backAfter());
  }

  private void check(boolean held, String what, Object... values) {
    System.out.printf("%s  %s%n", held ? "holds " : "BROKEN", what.formatted(values));
    checks.add(held);
  }
}
