package io.saleproof.recommendations;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.saleproof.trade.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The orders of a file of the Online Retail data set: what goods each had, and on which day. */
final class SoldBaskets {

  /** As docs/data.md says what goods are: no postage, fees or corrections. */
  private static final Pattern GOODS = Pattern.compile("\\d{5}[A-Z]*|DCGS.*");

  private static final Pattern ORDER = Pattern.compile("\\d+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int DATE_LENGTH = 10;

  private SoldBaskets() {}

  /** One order. */
  record Sold(LocalDate day, Basket basket) {}

  /** Cancellations, corrections and adjustments are left out. */
  static List<Sold> read(InputStream csv) throws IOException {
    Map<String, List<Sku>> lines = new LinkedHashMap<>();
    Map<String, LocalDate> days = new LinkedHashMap<>();
    try (CsvReader<NamedCsvRecord> records =
        CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(csv, StandardCharsets.UTF_8))) {
      for (NamedCsvRecord line : records) {
        String invoice = line.getField("InvoiceNo");
        String code =
            SPACES.matcher(line.getField("StockCode").toUpperCase(Locale.ROOT)).replaceAll("-");
        if (ORDER.matcher(invoice).matches()
            && GOODS.matcher(code).matches()
            && !line.getField("Quantity").startsWith("-")) {
          lines.computeIfAbsent(invoice, unused -> new ArrayList<>()).add(new Sku(code));
          days.putIfAbsent(
              invoice, LocalDate.parse(line.getField("InvoiceDate").substring(0, DATE_LENGTH)));
        }
      }
    }
    List<Sold> sold = new ArrayList<>();
    lines.forEach((invoice, skus) -> sold.add(new Sold(days.get(invoice), Basket.of(skus))));
    return sold;
  }
}
