package io.saleproof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code ./scripts/bench.sh}: measures rows of the table in docs/bench/README.md and keeps each as
 * JSON and as a picture. Exit status: 0 all targets are met, 1 one is not, 2 misuse.
 */
public final class Bench {

  private static final int MISSED = 1;
  private static final int MISUSE = 2;

  /** In the order of the table; further rows are added here. */
  private static final List<Row> ROWS =
      List.of(new Row07HotSku(), new Row13Log(), new Row14Sessions());

  private Bench() {}

  /**
   * @param units operations in one repetition
   * @param repetitions palindromes after the one that warms up
   * @param prefix goes before the command of what is measured as a process of its own, to pin it to
   *     a core; may be empty
   */
  record Settings(int units, int repetitions, Path folder, List<String> prefix) {}

  /**
   * @param arguments the rows' numbers with commas between, or {@code all}; units; repetitions; the
   *     folder for results; and what goes before the database's command
   */
  public static void main(String... arguments) throws IOException {
    List<String> prefix = Arrays.asList(arguments).subList(4, arguments.length);
    Settings settings =
        new Settings(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Path.of(arguments[3]),
            prefix);
    List<Row> rows = rows(arguments[0]);
    if (rows.isEmpty()) {
      System.err.println("There are rows " + numbers() + ", not '" + arguments[0] + "'.");
      System.exit(MISUSE);
    }
    boolean met = true;
    Files.createDirectories(settings.folder());
    try (BenchDatabase database = BenchDatabase.open(System.getenv("TEST_MONGODB_URL"), prefix)) {
      for (Row row : rows) {
        RowResult result = row.measure(database, settings);
        met &= report(result, Machine.of(database, !prefix.isEmpty()), settings);
      }
    }
    System.exit(met ? 0 : MISSED);
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
    }
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
