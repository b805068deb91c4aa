package io.saleproof.history;

import io.saleproof.imports.Row;
import io.saleproof.imports.Upload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Invoice files of tests, and what is read of them. */
final class InvoiceFiles {

  static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

  private InvoiceFiles() {}

  /** A line of June 2011, 12:00. */
  static String line(String invoice, String sku, long quantity, String price, String customer) {
    return line(invoice, sku, quantity, price, customer, "2011-06-01 12:00:00");
  }

  static String line(
      String invoice, String sku, long quantity, String price, String customer, String at) {
    return "%s,%s,Name of %s,%d,%s,%s,%s,United Kingdom%n"
        .formatted(invoice, sku, sku, quantity, at, price, customer)
        .replace("\r", "");
  }

  static Upload upload(String file) {
    return Upload.open(
        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
        Upload.CSV,
        null,
        InvoiceCsv.COLUMNS);
  }

  static List<InvoiceLine> read(String lines) {
    InvoiceCsv csv = new InvoiceCsv(new Prices("GBP"));
    Upload upload = upload(HEADER + lines);
    List<InvoiceLine> read = new ArrayList<>();
    Row row;
    while ((row = upload.next()) != null) {
      read.add(csv.read((Row.Csv) row));
    }
    return read;
  }
}
