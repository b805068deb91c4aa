package io.saleproof.history;

import io.saleproof.trade.Money;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what an import stored, or found stored: the same for every import of a file. */
final class HistorySummary {

  private final String currency;
  private final SortedMap<YearMonth, Long> revenue = new TreeMap<>();
  private long orders;
  private long cancellations;
  private long alreadyThere;
  private long lines;

  HistorySummary(String currency) {
    this.currency = currency;
  }

  void count(Invoice invoice, boolean wasThere) {
    orders++;
    cancellations += invoice.cancels() ? 1 : 0;
    alreadyThere += wasThere ? 1 : 0;
    lines += invoice.lines().size();
    invoice.lines().forEach(line -> revenue.merge(line.month(), line.revenue(), Math::addExact));
  }

  boolean hasNew() {
    return alreadyThere < orders;
  }

  Map<String, Object> members() {
    Map<String, Money> months = new LinkedHashMap<>();
    revenue.forEach((month, amount) -> months.put(month.toString(), new Money(amount, currency)));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("orders", orders);
    members.put("cancellations", cancellations);
    members.put("lines", lines);
    members.put("alreadyThere", alreadyThere);
    members.put("revenue", months);
    return members;
  }
}
