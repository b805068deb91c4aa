package io.saleproof.history;

import static io.saleproof.history.InvoiceFiles.line;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Invoice lines made up from a seed, with all that is odd in real ones, and sums over them. */
final class MadeHistory {

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final String[] PRICES = {"0", "0.85", "1.25", "2.1", "2.10", "12.75", "195"};

  private MadeHistory() {}

  /** Lines in date order: orders, cancellations of them, guests, twins, stock corrections. */
  static List<String> lines(long seed, int invoices) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    List<String[]> bought = new ArrayList<>();
    LocalDateTime at = LocalDateTime.of(2011, 1, 4, 9, 0);
    for (int i = 0; i < invoices; i++) {
      at = at.plusMinutes(random.nextInt(3_000));
      int kind = random.nextInt(20);
      if (kind < 5 && !bought.isEmpty()) {
        cancel(i, at, bought.get(random.nextInt(bought.size())), random, lines);
      } else if (kind == 5) {
        lines.add(line("9" + i, "S1", -3, "0", "", WRITTEN.format(at)));
      } else {
        order(i, at, random, lines, bought);
      }
    }
    return lines;
  }

  private static void order(
      int i, LocalDateTime at, Random random, List<String> lines, List<String[]> bought) {
    String customer = random.nextInt(6) == 0 ? "" : (100 + random.nextInt(5)) + ".0";
    int count = 1 + random.nextInt(6);
    for (int l = 0; l < count; l++) {
      String sku = "S" + random.nextInt(8);
      String price = PRICES[random.nextInt(PRICES.length)];
      int quantity = 1 + random.nextInt(12);
      String line = line("5" + i, sku, quantity, price, customer, WRITTEN.format(at));
      lines.add(line);
      if (random.nextInt(10) == 0) {
        lines.add(line);
      }
      bought.add(new String[] {customer, sku, price, Integer.toString(quantity)});
    }
  }

  private static void cancel(
      int i, LocalDateTime at, String[] what, Random random, List<String> lines) {
    int quantity = 1 + random.nextInt(Integer.parseInt(what[3]) + 2);
    lines.add(line("C5" + i, what[1], -quantity, what[2], what[0], WRITTEN.format(at)));
    if (random.nextBoolean()) {
      lines.add(line("C5" + i, "S" + random.nextInt(8), -1, "1.25", what[0], WRITTEN.format(at)));
    }
  }

  /**
   * Minor units per month over the lines of a file that were not refused, summed exactly and not
   * with the program's own parts.
   *
   * @param lines of a CSV file whose fields have no quotes
   * @param refused numbers of lines, of which the header is 1
   */
  static Map<String, Long> revenue(List<String> lines, Set<Long> refused) {
    Map<String, BigDecimal> months = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!refused.contains(i + 2L)) {
        List<String> fields = Arrays.asList(lines.get(i).strip().split(",", -1));
        months.merge(
            fields.get(4).substring(0, 7),
            new BigDecimal(fields.get(3)).multiply(new BigDecimal(fields.get(5))),
            BigDecimal::add);
      }
    }
    return months.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                month -> month.getValue().movePointRight(2).longValueExact(),
                Long::sum,
                TreeMap::new));
  }
}
