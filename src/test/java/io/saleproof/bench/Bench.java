package io.saleproof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code ./scripts/bench.sh}: measures rows of the table in docs/bench/README.md and keeps each as
 * JSON and as a picture. Exit status: 0 all targets are met, 1 one is not, 2 misuse, 3 none is
 * missed, but a row could not be measured.
 */
public final class Bench {

  private static final int MISSED = 1;
  private static final int MISUSE = 2;
  private static final int UNMEASURED = 3;

  /** A processor that is used more than this is full. */
  private static final double FULL = 0.95;

  /** In the order of the table; further rows are added here. */
  private static final List<Row> ROWS =
      List.of(
          new RowCachedPage(1, false),
          new RowCachedPage(2, true),
          new Row03Users(),
          new Row04ColdKey(),
          new Row05ProductRead(),
          new Row06Mix(),
          new Row07HotSku(),
          new Row10Latency(),
          new Row13Log(),
          new Row14Sessions());

  private Bench() {}

  /**
   * @param units operations in one repetition, of rows that count them
   * @param time how long one repetition of the other rows is
   * @param repetitions palindromes after those that warm up
   * @param prefix goes before the command of what is measured as a process of its own, to pin it to
   *     a core; may be empty
   */
  record Settings(int units, Duration time, int repetitions, Path folder, List<String> prefix) {}

  /**
   * @param arguments the rows' numbers with commas between, or {@code all}; units; seconds;
   *     repetitions; the folder for results; and what goes before the database's command
   */
  public static void main(String... arguments) throws IOException {
    List<String> prefix = Arrays.asList(arguments).subList(5, arguments.length);
    Settings settings =
        new Settings(
            Integer.parseInt(arguments[1]),
            Duration.ofSeconds(Integer.parseInt(arguments[2])),
            Integer.parseInt(arguments[3]),
            Path.of(arguments[4]),
            prefix);
    List<Row> rows = rows(arguments[0]);
    if (rows.isEmpty()) {
      System.err.println("There are rows " + numbers() + ", not '" + arguments[0] + "'.");
      System.exit(MISUSE);
    }
    int status = 0;
    Files.createDirectories(settings.folder());
    try (BenchDatabase database = BenchDatabase.open(System.getenv("TEST_MONGODB_URL"), prefix)) {
      for (Row row : rows) {
        status = worse(status, measure(row, database, settings));
      }
    }
    System.exit(status);
  }

  /** A missed target weighs more than a row that could not be measured. */
  private static int worse(int one, int other) {
    return one == MISSED || other == MISSED ? MISSED : Math.max(one, other);
  }

  private static int measure(Row row, BenchDatabase database, Settings settings)
      throws IOException {
    try {
      RowResult result = row.measure(database, settings);
      boolean met = report(result, Machine.of(database, !settings.prefix().isEmpty()), settings);
      return met ? 0 : MISSED;
    } catch (NotMeasured missing) {
      System.out.printf(
          "%d. %s: not measured: %s%n", row.number(), row.title(), missing.getMessage());
      return UNMEASURED;
    }
  }

  private static List<Row> rows(String wanted) {
    List<String> numbers = List.of(wanted.split(","));
    return ROWS.stream()
        .filter(row -> wanted.equals("all") || numbers.contains(String.valueOf(row.number())))
        .toList();
  }

  private static String numbers() {
    return ROWS.stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", "));
  }

  private static boolean report(RowResult result, Map<String, Object> machine, Settings settings)
      throws IOException {
    System.out.printf(Locale.ROOT, "%d. %s (%s)%n", result.row(), result.title(), result.unit());
    for (Series one : result.series()) {
      System.out.printf(
          Locale.ROOT,
          "  %-28s %,9.0f   %,.0f to %,.0f   %,.0f µs CPU each%n",
          one.name(),
          one.median(),
          one.least(),
          one.most(),
          one.medianCpuMicros());
      if (one.medianBesideBusy() > FULL && one.medianBusy() < FULL) {
        System.out.printf(
            Locale.ROOT,
            "  %-28s the load's processor was full first (%.0f %% and %.0f %%): compare CPU%n",
            "",
            100 * one.medianBesideBusy(),
            100 * one.medianBusy());
      }
    }
    result.notes().forEach(note -> System.out.println("  " + note));
    for (Target target : result.targets()) {
      System.out.printf(
          Locale.ROOT,
          "  %-52s %6.2f   %s %.2f   %s%n",
          target.what(),
          target.value(),
          target.atMost() ? "≤" : "≥",
          target.bound(),
          target.met() ? "met" : "MISSED");
    }
    String name = String.format(Locale.ROOT, "row-%02d", result.row());
    Files.writeString(
        settings.folder().resolve(name + ".json"), Json.of(result, machine, settings));
    Files.writeString(settings.folder().resolve(name + ".svg"), Picture.of(result));
    return result.targets().stream().allMatch(Target::met);
  }
}
