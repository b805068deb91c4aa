package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.saleproof.trade.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the lines of an import's answer into what a person wants to know. */
final class ImportReport {

  private final long lines;
  private final Map<String, Reason> reasons = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();
  private long linesRead;
  private @Nullable JsonNode summary;

  /** Why lines were refused: how many, and the first of them as an example. */
  private record Reason(long count, String example) {}

  /**
   * @param lines how many the file has
   */
  ImportReport(long lines) {
    this.lines = lines;
  }

  void take(JsonNode line) {
    switch (line.path("type").asText()) {
      case "progress" -> linesRead = Math.max(linesRead, line.path("lines").asLong());
      case "refused" -> {
        String example = "line " + line.path("line").asLong() + ": " + line.path("detail").asText();
        reasons.merge(
            line.path("code").asText(),
            new Reason(1, example),
            (known, more) -> new Reason(known.count() + 1, known.example()));
      }
      case "error" -> errors.add(line.path("detail").asText());
      case "summary" -> {
        summary = line;
        linesRead = errors.isEmpty() ? lines : linesRead;
      }
      default -> {
        // Kinds of lines may be added; an older client reads past them.
      }
    }
  }

  long linesRead() {
    return linesRead;
  }

  /** Whether the shop read the file to its end. */
  boolean isWhole() {
    return summary != null && errors.isEmpty();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    errors.forEach(error -> text.append("The import ended early: ").append(error).append('\n'));
    if (summary == null) {
      return text.append("The answer broke off after line ")
          .append(linesRead)
          .append("; run the import again, what is there already stays as it is.\n")
          .toString();
    }
    text.append(figures(summary));
    if (!reasons.isEmpty()) {
      Table table = new Table(1).row("refused because", "lines", "the first");
      reasons.forEach((code, why) -> table.row(code, grouped(why.count()), why.example()));
      text.append('\n').append(table);
    }
    return text.append(revenue(summary.path("revenue"))).toString();
  }

  /** Every plain number of the summary, under its own name. */
  private static String figures(JsonNode summary) {
    Table table = new Table(1);
    summary.properties().stream()
        .filter(member -> member.getValue().isNumber())
        .forEach(
            member ->
                table.row(
                    member.getKey().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
                    grouped(member.getValue().asLong())));
    return table.toString();
  }

  private static String revenue(JsonNode revenue) {
    if (revenue.isEmpty()) {
      return "";
    }
    Table table = new Table(1).row("month", "revenue", "");
    Map<String, Money> sums = new TreeMap<>();
    Map<String, JsonNode> months = new TreeMap<>();
    revenue.properties().forEach(month -> months.put(month.getKey(), month.getValue()));
    months.forEach(
        (month, value) -> {
          Money money = new Money(value.path("amount").asLong(), value.path("currency").asText());
          table.row(month, major(money), money.currency());
          sums.merge(money.currency(), money, Money::plus);
        });
    sums.forEach((currency, sum) -> table.row("all", major(sum), currency));
    return "\n" + table;
  }

  static String major(Money money) {
    int digits = Math.max(0, Currency.getInstance(money.currency()).getDefaultFractionDigits());
    return String.format(
        Locale.ROOT, "%,." + digits + "f", BigDecimal.valueOf(money.amount(), digits));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
