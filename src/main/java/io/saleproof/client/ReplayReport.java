package io.saleproof.client;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a replay came to; its components are the members of the JSON report. */
record ReplayReport(
    String run,
    int clients,
    long seed,
    long invoices,
    long placed,
    long paid,
    long cancelled,
    long refusedForStock,
    long failed,
    long sentTwice,
    Map<String, Long> triesAgain,
    double seconds,
    double ordersPerSecond,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    long skus,
    long unitsAsked,
    long unitsReceived,
    long linesNoSale,
    long linesNotInCatalogue,
    List<Check> checks) {

  /** How many mistakes of a check are named; more of a kind say nothing new. */
  private static final int MISTAKES_SHOWN = 20;

  private static final double NANOS_A_MILLI = 1e6;

  ReplayReport {
    triesAgain = Collections.unmodifiableMap(new TreeMap<>(triesAgain));
    checks = List.copyOf(checks);
  }

  static ReplayReport of(
      ReplayRun.Settings settings,
      StockPlan plan,
      List<Outcome> outcomes,
      List<Check> checks,
      Duration took,
      long linesNoSale,
      long linesNotInCatalogue) {
    Latencies latencies =
        new Latencies(
            outcomes.stream()
                .filter(outcome -> !(outcome.ending() instanceof Outcome.Ending.Failed))
                .map(Outcome::placing)
                .toList());
    double seconds = took.toNanos() / (NANOS_A_MILLI * 1_000);
    return new ReplayReport(
        settings.runId(),
        settings.clients(),
        settings.seed(),
        outcomes.size(),
        placed(outcomes, all -> true),
        placed(outcomes, Outcome.Ending.Placed::paid),
        placed(outcomes, Outcome.Ending.Placed::cancelled),
        count(outcomes, outcome -> outcome.ending() instanceof Outcome.Ending.Refused),
        count(outcomes, outcome -> outcome.ending() instanceof Outcome.Ending.Failed),
        count(outcomes, Outcome::sentTwice),
        setbacks(outcomes),
        seconds,
        outcomes.size() / Math.max(seconds, 1 / NANOS_A_MILLI),
        latencies.percentile(50).toNanos() / NANOS_A_MILLI,
        latencies.percentile(99).toNanos() / NANOS_A_MILLI,
        latencies.longest().toNanos() / NANOS_A_MILLI,
        plan.asked().size(),
        plan.asked().values().stream().mapToLong(Long::longValue).sum(),
        plan.missing().values().stream().mapToLong(Long::longValue).sum(),
        linesNoSale,
        linesNotInCatalogue,
        checks);
  }

  private static Map<String, Long> setbacks(List<Outcome> outcomes) {
    Map<String, Long> times = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      outcome.setbacks().forEach(why -> times.merge(why, 1L, Long::sum));
    }
    return times;
  }

  private static long placed(List<Outcome> outcomes, Predicate<Outcome.Ending.Placed> which) {
    return count(
        outcomes,
        outcome -> outcome.ending() instanceof Outcome.Ending.Placed placed && which.test(placed));
  }

  private static long count(List<Outcome> outcomes, Predicate<Outcome> which) {
    return outcomes.stream().filter(which).count();
  }

  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%,d invoices with %d clients in %.1f s, %.1f orders/s (run %s, seed %d)%n",
            invoices, clients, seconds, ordersPerSecond, run, seed));
    Table table = new Table(1);
    table.row("placed", format("%,d", placed));
    table.row("  of these paid", format("%,d", paid));
    table.row("  of these cancelled", format("%,d", cancelled), "paid before or not");
    table.row("refused for want of stock", format("%,d", refusedForStock));
    table.row("neither", format("%,d", failed));
    table.row("replays", format("%,d", sentTwice), "sent twice on purpose");
    long again = triesAgain.values().stream().mapToLong(Long::longValue).sum();
    table.row("tries again", format("%,d", again));
    triesAgain.forEach((why, times) -> table.row("", format("%,d", times), why));
    table.row("placing, p50", format("%.1f", p50Millis), "ms");
    table.row("placing, p99", format("%.1f", p99Millis), "ms");
    table.row("placing, longest", format("%.1f", maxMillis), "ms");
    table.row("units asked for", format("%,d", unitsAsked), format("of %,d SKUs", skus));
    table.row("units received", format("%,d", unitsReceived), "so that 95 % can be had");
    table.row("lines left out", format("%,d", linesNoSale), "no sale of goods");
    table.row("", format("%,d", linesNotInCatalogue), "not in the shop's catalogue");
    text.append(table).append('\n');
    checks.forEach(check -> text.append(text(check)));
    return text.toString();
  }

  private static String text(Check check) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%s  %s (%,d)%n",
            check.holds() ? "holds " : "BROKEN", check.promise(), check.subjects()));
    check.mistakes().stream()
        .limit(MISTAKES_SHOWN)
        .forEach(mistake -> text.append("        ").append(mistake).append('\n'));
    if (check.mistakes().size() > MISTAKES_SHOWN) {
      text.append(format("        and %,d more%n", check.mistakes().size() - MISTAKES_SHOWN));
    }
    return text.toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
