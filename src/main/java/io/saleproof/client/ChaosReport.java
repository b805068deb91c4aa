package io.saleproof.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came out of a chaos run, without its date or its names, so that two runs can be compared.
 *
 * @param figures by what they are of, in the order in which they are shown
 */
record ChaosReport(Map<String, String> figures, List<Check> checks) {

  private static final int MISTAKES_SHOWN = 10;
  private static final double NANOS_A_MILLI = 1e6;

  private static final String INTRODUCTION =
      """
      # Killing the shop under load

      Written by `./scripts/chaos-shop.sh --report FILE`; `--help` lists the options. Three
      processes of the packaged program run on one database. Clients place orders at all three and
      pay, ship, deliver, cancel and return them; they receive stock, send some requests twice, one
      after the other or both at once, and ask again with the same key, at another instance,
      whatever is not answered. Every two seconds one instance is killed with SIGKILL and started
      again at once; the database never is. One SKU that every third order wants is split over
      buckets, six others are scarce. Instances of the first half let unpaid orders expire after
      8 s. One recovery interval after the last kill everything is checked through the public API.

      The checks can fail: `ChaosRunTest` runs them against shops with planted mistakes, each of
      which they must name.

      """;

  ChaosReport {
    // An ordered copy.
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    checks = List.copyOf(checks);
  }

  /** What the run was like, apart from its outcome. */
  record Frame(
      int instances,
      int clients,
      long seed,
      Duration recovery,
      boolean embedded,
      Killer.Toll toll) {}

  /**
   * @param bound the longest time that failures may last for a client
   */
  static ChaosReport of(Frame frame, ChaosRun.Result result, Outages outages, Duration bound) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("instances", "%d on one database".formatted(frame.instances()));
    figures.put(
        "database", frame.embedded() ? "embedded, a process of its own" : "TEST_MONGODB_URL");
    figures.put(
        "machine",
        "%d processors, Java %d"
            .formatted(Runtime.getRuntime().availableProcessors(), Runtime.version().feature()));
    figures.put("clients", format("%,d", frame.clients()));
    figures.put("seed", Long.toString(frame.seed()));
    figures.put("recovery interval", seconds(frame.recovery()));
    figures.put(
        "kill −9, each with a restart",
        format(
            "%,d (%,d of them while the instance was starting)",
            frame.toll().kills(), frame.toll().whileStarting()));
    outcomes(result, figures);
    waits(result, outages, figures);
    List<Check> checks = new ArrayList<>(result.checks());
    checks.add(
        new Check(
            "failures end within " + seconds(bound) + " for a client that asks the other instances",
            outages.count(),
            outages.failures().longest().compareTo(bound) <= 0
                ? List.of()
                : List.of("the longest lasted " + millis(outages.failures().longest()))));
    return new ChaosReport(figures, checks);
  }

  private static void outcomes(ChaosRun.Result result, Map<String, String> figures) {
    List<Played> played = result.played();
    double took = Math.max(result.took().toNanos() / NANOS_A_MILLI / 1_000, 0.001);
    figures.put("orders played", format("%,d in %.1f s", played.size(), took));
    Map<String, Long> endings = new TreeMap<>();
    for (Played one : played) {
      endings.merge(one.isPlaced() ? one.status() : "refused", 1L, Long::sum);
    }
    for (String status :
        List.of("placed", "paid", "shipped", "delivered", "returned", "cancelled", "refused")) {
      figures.put("· " + status, format("%,d", endings.getOrDefault(status, 0L)));
    }
    figures.put("receipts sent by the clients", format("%,d", result.receipts()));
    Map<String, Long> again = new TreeMap<>();
    for (Played one : played) {
      one.setbacks().forEach(why -> again.merge(kind(why), 1L, Long::sum));
    }
    figures.put(
        "sent again after a failure",
        format("%,d", again.values().stream().mapToLong(Long::longValue).sum()));
    again.forEach((why, times) -> figures.put("· " + why, format("%,d", times)));
  }

  private static String kind(String setback) {
    return setback.startsWith("no answer") ? "no answer" : setback;
  }

  private static void waits(ChaosRun.Result result, Outages outages, Map<String, String> figures) {
    Latencies answers =
        new Latencies(result.played().stream().flatMap(one -> one.times().stream()).toList());
    figures.put(
        "from sending to the answer, tries again included",
        "p50 %s, p95 %s, p99 %s, longest %s"
            .formatted(
                millis(answers.percentile(50)),
                millis(answers.percentile(95)),
                millis(answers.percentile(99)),
                millis(answers.longest())));
    figures.put(
        "spells of failures, as a client saw them",
        format("%,d", outages.count())
            + ", p50 %s, p99 %s, longest %s"
                .formatted(
                    millis(outages.failures().percentile(50)),
                    millis(outages.failures().percentile(99)),
                    millis(outages.failures().longest())));
    figures.put("longest wait for a request still running", millis(outages.waits().longest()));
  }

  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  String text() {
    Table table = new Table();
    figures.forEach(table::row);
    StringBuilder text = new StringBuilder(table.toString()).append('\n');
    for (Check check : checks) {
      text.append(check.holds() ? "holds   " : "BROKEN  ").append(check.promise());
      text.append(format(" (%,d)%n", check.subjects()));
      check.mistakes().stream()
          .limit(MISTAKES_SHOWN)
          .forEach(mistake -> text.append("        ").append(mistake).append('\n'));
      if (check.mistakes().size() > MISTAKES_SHOWN) {
        text.append(format("        and %,d more%n", check.mistakes().size() - MISTAKES_SHOWN));
      }
    }
    return text.toString();
  }

  /** The same for the documentation. */
  String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("| what | |\n| --- | --- |\n");
    figures.forEach((what, figure) -> text.append("| " + what + " | " + figure + " |\n"));
    text.append("\n| promise | looked at | mistakes |\n| --- | ---: | ---: |\n");
    for (Check check : checks) {
      text.append(
          format(
              "| %s | %,d | %,d |%n", check.promise(), check.subjects(), check.mistakes().size()));
    }
    return text.toString();
  }

  private static String seconds(Duration time) {
    return format("%.0f s", time.toNanos() / NANOS_A_MILLI / 1_000);
  }

  private static String millis(Duration time) {
    return format("%,.0f ms", time.toNanos() / NANOS_A_MILLI);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
