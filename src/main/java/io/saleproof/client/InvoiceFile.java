package io.saleproof.client;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sales of a file with the columns of Online Retail: lines with a positive quantity and
 * price, of invoices that are neither cancellations ({@code C…}) nor adjustments ({@code A…}).
 * Holds the chosen month in memory.
 */
final class InvoiceFile {

  private static final Set<String> COLUMNS =
      Set.of(
          "InvoiceNo",
          "StockCode",
          "Description",
          "Quantity",
          "InvoiceDate",
          "UnitPrice",
          "CustomerID");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final @Nullable YearMonth month;
  private final Map<String, List<Invoice.Line>> lines = new HashMap<>();
  private final Map<String, Invoice> heads = new HashMap<>();
  private final Map<Sku, Offer> offers = new HashMap<>();
  private long leftOut;

  private InvoiceFile(@Nullable YearMonth month) {
    this.month = month;
  }

  /** Under what name and at what price, in pence, a SKU was last sold. */
  record Offer(String name, long pence) {}

  /**
   * What was read.
   *
   * @param invoices in order of date
   * @param linesLeftOut lines of the month that are no sale of goods
   */
  record Sales(List<Invoice> invoices, Map<Sku, Offer> offers, long linesLeftOut) {
    Sales {
      invoices = List.copyOf(invoices);
      offers = Map.copyOf(offers);
    }
  }

  /**
   * @param month only this month's, or {@code null} for all
   * @param limit the first so many invoices
   */
  static Sales read(Path path, @Nullable YearMonth month, long limit) {
    InvoiceFile file = new InvoiceFile(month);
    boolean gzip = path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    try (InputStream in = ImportFile.open(path, gzip);
        CsvReader<NamedCsvRecord> csv =
            CsvReader.builder()
                .ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      csv.forEach(file::take);
    } catch (IOException | UncheckedIOException broken) {
      throw Failure.of(path + " can't be read: " + broken.getMessage() + ".");
    }
    return file.sales(limit);
  }

  private Sales sales(long limit) {
    List<Invoice> invoices =
        heads.values().stream()
            .sorted(Comparator.comparing(Invoice::at).thenComparing(Invoice::number))
            .limit(limit)
            .map(head -> head.with(lines.getOrDefault(head.number(), List.of())))
            .toList();
    return new Sales(invoices, offers, leftOut);
  }

  private void take(NamedCsvRecord row) {
    if (!row.getHeader().containsAll(COLUMNS)) {
      throw Failure.of("The file's first line must name the columns " + COLUMNS + ".");
    }
    try {
      LocalDateTime at = LocalDateTime.parse(row.getField("InvoiceDate"), TIME);
      if (month == null || month.equals(YearMonth.from(at))) {
        take(row, at);
      }
    } catch (DateTimeException | IllegalArgumentException noSale) {
      leftOut++;
    }
  }

  private void take(NamedCsvRecord row, LocalDateTime at) {
    String number = row.getField("InvoiceNo").strip();
    long quantity = Long.parseLong(row.getField("Quantity").strip());
    BigDecimal price = new BigDecimal(row.getField("UnitPrice").strip());
    boolean sale = !number.startsWith("C") && !number.startsWith("A");
    if (!sale || quantity <= 0 || price.signum() <= 0) {
      leftOut++;
      return;
    }
    Sku sku = new Sku(row.getField("StockCode").strip().toUpperCase(Locale.ROOT));
    CustomerId customer = customerOf(row.getField("CustomerID").strip());
    heads.putIfAbsent(number, new Invoice(number, at, customer, List.of()));
    lines.computeIfAbsent(number, unseen -> new ArrayList<>()).add(new Invoice.Line(sku, quantity));
    long pence = price.movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
    offers.put(sku, new Offer(row.getField("Description").strip(), Math.max(1, pence)));
  }

  private static @Nullable CustomerId customerOf(String text) {
    return text.isEmpty() ? null : new CustomerId(text.replaceFirst("\\.0+$", ""));
  }
}
