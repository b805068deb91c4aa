package io.saleproof.recommendations;

import io.saleproof.recommendations.HeldBack.Scores;
import io.saleproof.recommendations.SoldBaskets.Sold;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Learns from all but one month of a file of the Online Retail data set and asks about that month.
 * Prints tables for docs/recommendations.md.
 */
final class EvaluateRecommendations {

  private static final int RECENT_DAYS = 28;
  private static final int PERCENT = 100;
  private static final PrintStream OUT = System.out;

  private EvaluateRecommendations() {}

  /**
   * @param arguments the file (may be gzip), and the month to hold back; without one: the last
   */
  public static void main(String[] arguments) throws IOException {
    List<Sold> all = read(Path.of(arguments[0]));
    YearMonth month =
        arguments.length > 1 ? YearMonth.parse(arguments[1]) : YearMonth.from(all.getLast().day());
    List<Sold> learned =
        all.stream().filter(order -> order.day().isBefore(month.atDay(1))).toList();
    List<Sold> held =
        all.stream().filter(order -> YearMonth.from(order.day()).equals(month)).toList();
    LocalDate recent = month.atDay(1).minusDays(RECENT_DAYS);
    Map<String, Recommender> recommenders = new LinkedHashMap<>();
    recommenders.put("this shop's", Recommender.product(learned));
    recommenders.put("often together (plain counts)", Recommender.counts(learned));
    recommenders.put("bestsellers", Recommender.bestsellers(learned));
    recommenders.put(
        "bestsellers of the last four weeks",
        Recommender.bestsellers(
            learned.stream().filter(order -> !order.day().isBefore(recent)).toList()));
    HeldBack heldBack = new HeldBack(held);
    OUT.printf(
        Locale.ROOT,
        "%d orders to learn from, %d held back (%s)%n",
        learned.size(),
        held.size(),
        month);
    print("one hidden, the rest given", recommenders, heldBack::completed);
    print("one looked at, another one hidden", recommenders, heldBack::another);
    print("one looked at, any other", recommenders, heldBack::any);
  }

  private static List<Sold> read(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream csv = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return SoldBaskets.read(csv);
    }
  }

  private static void print(
      String title, Map<String, Recommender> recommenders, Function<Recommender, Scores> ask) {
    Map<String, Scores> scores = new LinkedHashMap<>();
    recommenders.forEach((name, recommender) -> scores.put(name, ask.apply(recommender)));
    Scores ours = scores.values().iterator().next();
    OUT.printf(
        "%n| %s: %,d turns | hit rate at 10 | 95 %% | better than it by |%n| --- | ---: | --- |"
            + " --- |%n",
        title, ours.count());
    scores.forEach(
        (name, score) ->
            OUT.printf(
                Locale.ROOT,
                "| %s | %.2f %% | %s | %s |%n",
                name,
                PERCENT * score.mean(),
                interval(score.interval()),
                score == ours ? "" : interval(ours.intervalOver(score))));
  }

  private static String interval(double[] bounds) {
    return String.format(Locale.ROOT, "%.2f to %.2f", PERCENT * bounds[0], PERCENT * bounds[1]);
  }
}
